package io.rafthold.log;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Builds stamped batches and appends them, following a log's end. */
final class Batches {
  static final int MAX_LENGTH = 64 * 1024;

  private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(MAX_LENGTH));

  /** Builds the next batch of a log; 0 records make a no-op. Returns its length. */
  int build(ReplicaLog log, long term, int records, int bodyBytes, long timestampNs) {
    return build(log.lastIndex() + 1, term, log.endOffset(), records, bodyBytes, timestampNs);
  }

  int build(long index, long term, long baseOffset, int records, int bodyBytes, long timestampNs) {
    final int length = Batch.HEADER_LENGTH + bodyBytes;
    final EntryType type = records == 0 ? EntryType.NO_OP : EntryType.DATA;
    Batch.initialise(buffer, 0, type, Batch.NO_PRODUCER, (short) -1, Batch.NO_PRODUCER);
    for (int i = 0; i < bodyBytes; i++) {
      buffer.putByte(Batch.HEADER_LENGTH + i, (byte) (index * 31 + term * 7 + i));
    }
    Batch.sealBody(buffer, 0, length, records);
    Batch.stamp(buffer, 0, index, term, baseOffset, timestampNs);
    return length;
  }

  /** Appends one batch of the given size, with the index as its timestamp. */
  void append(ReplicaLog log, long term, int records, int bodyBytes) {
    final int length = build(log, term, records, bodyBytes, log.lastIndex() + 1);
    log.append(buffer, 0, buffer, 0, length);
  }

  /** Appends so many entries of one record each. */
  void append(ReplicaLog log, long term, int count) {
    for (int i = 0; i < count; i++) {
      append(log, term, 1, 100);
    }
  }

  UnsafeBuffer buffer() {
    return buffer;
  }
}
