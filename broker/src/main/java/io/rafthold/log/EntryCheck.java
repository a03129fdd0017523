package io.rafthold.log;

import io.rafthold.protocol.Batch;
import org.agrona.DirectBuffer;

/**
 * Judges raw excerpts, one after the other: frame, both CRCs, and that index, term and offset carry
 * on from the entry before. What passes is the log, what does not is where it ends.
 */
final class EntryCheck {
  private long lastIndex;
  private long lastTerm;
  private long endOffset;
  private long lastTimestampNs;

  /** Expects the first entry of a segment next. */
  void startAt(SegmentDescriptor descriptor) {
    lastIndex = descriptor.baseIndex() - 1;
    lastTerm = descriptor.previousTerm();
    endOffset = descriptor.baseOffset();
  }

  /** Tells whether a segment starts where the last good entry ends. */
  boolean isContinuedBy(SegmentDescriptor descriptor) {
    return descriptor.baseIndex() == lastIndex + 1
        && descriptor.baseOffset() == endOffset
        && descriptor.previousTerm() == lastTerm;
  }

  /**
   * Refuses what is no entry to this program, and one to a later one.
   *
   * @throws NewerFormatException where both CRCs are right and the version is above ours
   */
  static void refuseNewerFormat(Segment segment, Excerpt excerpt) {
    final DirectBuffer buffer = excerpt.buffer();
    final int position = excerpt.position();
    if (excerpt.length() >= Batch.HEADER_LENGTH
        && Batch.length(buffer, position) == excerpt.length()
        && Batch.version(buffer, position) > Batch.FORMAT_VERSION
        && Batch.isHeaderIntact(buffer, position)
        && Batch.isBodyIntact(buffer, position)) {
      throw new NewerFormatException(
          segment.name(), position, Batch.version(buffer, position), Batch.FORMAT_VERSION);
    }
  }

  /** Tells why the excerpt is not the next entry; null where it is, and then goes on from it. */
  String advance(Excerpt excerpt) {
    final String error = error(excerpt.buffer(), excerpt.position(), excerpt.length());
    if (error == null) {
      final DirectBuffer buffer = excerpt.buffer();
      lastIndex++;
      lastTerm = Batch.term(buffer, excerpt.position());
      endOffset = Batch.nextOffset(buffer, excerpt.position());
      lastTimestampNs = Batch.timestampNs(buffer, excerpt.position());
    }
    return error;
  }

  private String error(DirectBuffer buffer, int position, int length) {
    final String frameError = Batch.frameError(buffer, position, length);
    if (frameError != null) {
      return frameError;
    }
    if (Batch.length(buffer, position) != length) {
      return "batch length " + Batch.length(buffer, position) + " in an excerpt of " + length;
    }
    if (!Batch.isHeaderIntact(buffer, position)) {
      return "header CRC does not match";
    }
    if (!Batch.isBodyIntact(buffer, position)) {
      return "body CRC does not match";
    }
    if (Batch.index(buffer, position) != lastIndex + 1) {
      return "index " + Batch.index(buffer, position) + " where " + (lastIndex + 1) + " belongs";
    }
    if (Batch.term(buffer, position) < lastTerm) {
      return "term " + Batch.term(buffer, position) + " after term " + lastTerm;
    }
    if (Batch.baseOffset(buffer, position) != endOffset) {
      return "base offset "
          + Batch.baseOffset(buffer, position)
          + " where "
          + endOffset
          + " belongs";
    }
    return null;
  }

  /** Returns the index of the last good entry. */
  long lastIndex() {
    return lastIndex;
  }

  /** Returns the term of the last good entry. */
  long lastTerm() {
    return lastTerm;
  }

  /** Returns the offset behind the last good entry. */
  long endOffset() {
    return endOffset;
  }

  /** Returns the timestamp of the last good entry. */
  long lastTimestampNs() {
    return lastTimestampNs;
  }
}
