package io.rafthold.client.local;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An entry, or its header, taken out of a mapping that may change at any time: only the copy is
 * judged. It grows to the largest entry that was met, and allocates nothing otherwise.
 */
final class EntryCopy {
  private static final int INITIAL_BYTES = 64 * 1024;

  private final UnsafeBuffer buffer =
      new UnsafeBuffer(BufferUtil.allocateDirectAligned(INITIAL_BYTES, Long.BYTES));
  private int length;

  /** Takes the whole excerpt that a walk stands on. */
  void take(SegmentView source) {
    take(source, source.excerptLength());
  }

  /** Takes no more than the header of the excerpt that a walk stands on. */
  void takeHeader(SegmentView source) {
    take(source, Math.min(source.excerptLength(), Batch.HEADER_LENGTH));
  }

  private void take(SegmentView source, int bytes) {
    if (bytes > buffer.capacity()) {
      final int capacity = Math.max(bytes, (int) Math.min(2L * buffer.capacity(), 1 << 30));
      buffer.wrap(BufferUtil.allocateDirectAligned(capacity, Long.BYTES));
    }
    source.buffer().getBytes(source.excerptPosition(), buffer, 0, bytes);
    length = bytes;
  }

  /** Tells whether the header is sound and of an entry; nothing is said about the body. */
  boolean isHeaderOf(long index, int excerptLength) {
    return length >= Batch.HEADER_LENGTH
        && Batch.length(buffer, 0) == excerptLength
        && Batch.isHeaderIntact(buffer, 0)
        && Batch.index(buffer, 0) == index;
  }

  /** Tells why this is not a whole entry; null where it is. It allocates where it is not. */
  String error(long index) {
    final String frameError = Batch.frameError(buffer, 0, length);
    if (frameError != null) {
      return frameError;
    }
    if (Batch.length(buffer, 0) != length) {
      return "batch length " + Batch.length(buffer, 0) + " in an excerpt of " + length;
    }
    if (!Batch.isHeaderIntact(buffer, 0)) {
      return "its header CRC does not match";
    }
    if (!Batch.isBodyIntact(buffer, 0)) {
      return "its body CRC does not match";
    }
    return Batch.index(buffer, 0) == index
        ? null
        : "index " + Batch.index(buffer, 0) + " where " + index + " belongs";
  }

  /** Returns what holds the entry, from byte 0 on. */
  UnsafeBuffer buffer() {
    return buffer;
  }

  boolean isData() {
    return Batch.entryType(buffer, 0) == EntryType.DATA;
  }

  long term() {
    return Batch.term(buffer, 0);
  }

  long baseOffset() {
    return Batch.baseOffset(buffer, 0);
  }

  long nextOffset() {
    return Batch.nextOffset(buffer, 0);
  }

  long timestampNs() {
    return Batch.timestampNs(buffer, 0);
  }

  /** Returns a number that two entries share only by chance: both CRCs. */
  long fingerprint() {
    return (long) Batch.headerCrc(buffer, 0) << 32 | (Batch.bodyCrc(buffer, 0) & 0xFFFF_FFFFL);
  }
}
