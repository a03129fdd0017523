package io.rafthold.partition;

import io.rafthold.protocol.codec.ErrorCode;
import org.agrona.BitUtil;

/**
 * Produce requests that were appended and wait for their index to be committed (or durable), in the
 * order of their appends. A ring that grows up to a limit.
 */
final class PendingAcks {
  /** Most requests that may wait in one partition; one more is refused as OVERLOADED. */
  static final int LIMIT = 65_536;

  private static final int INITIAL_CAPACITY = 64;

  private int[] lengths = new int[INITIAL_CAPACITY];
  private long[] indices = new long[INITIAL_CAPACITY];
  private long[] sessionIds = new long[INITIAL_CAPACITY];
  private long[] correlationIds = new long[INITIAL_CAPACITY];
  private long[] baseOffsets = new long[INITIAL_CAPACITY];
  private long[] timestampsNs = new long[INITIAL_CAPACITY];
  private long head;
  private long tail;
  private long bytes;

  boolean isFull() {
    return tail - head >= LIMIT;
  }

  /** Returns the bytes of the batches that wait. */
  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return tail == head;
  }

  void add(
      long index,
      int length,
      long sessionId,
      long correlationId,
      long baseOffset,
      long timestampNs) {
    if (tail - head == indices.length) {
      grow();
    }
    final int slot = (int) tail & (indices.length - 1);
    indices[slot] = index;
    lengths[slot] = length;
    bytes += length;
    sessionIds[slot] = sessionId;
    correlationIds[slot] = correlationId;
    baseOffsets[slot] = baseOffset;
    timestampsNs[slot] = timestampNs;
    tail++;
  }

  /**
   * Answers everything up to an index.
   *
   * @return number of answers
   */
  int release(long index, Replica replica, AckSink sink) {
    final long before = head;
    while (head < tail) {
      final int slot = (int) head & (indices.length - 1);
      if (indices[slot] > index) {
        break;
      }
      head++;
      bytes -= lengths[slot];
      sink.onAck(
          replica,
          sessionIds[slot],
          correlationIds[slot],
          ErrorCode.OK,
          baseOffsets[slot],
          timestampsNs[slot]);
    }
    return (int) (head - before);
  }

  /** Answers everything that waits with an error: the replica cannot learn the outcome any more. */
  void abandon(ErrorCode code, Replica replica, AckSink sink) {
    while (head < tail) {
      final int slot = (int) head & (indices.length - 1);
      head++;
      bytes -= lengths[slot];
      sink.onAck(replica, sessionIds[slot], correlationIds[slot], code, -1, 0);
    }
  }

  private void grow() {
    final int size = (int) (tail - head);
    final int capacity = BitUtil.findNextPositivePowerOfTwo(indices.length * 2);
    final int[] grownLengths = new int[capacity];
    for (long i = head; i < tail; i++) {
      grownLengths[(int) (i - head)] = lengths[(int) i & (lengths.length - 1)];
    }
    lengths = grownLengths;
    indices = copy(indices, capacity);
    sessionIds = copy(sessionIds, capacity);
    correlationIds = copy(correlationIds, capacity);
    baseOffsets = copy(baseOffsets, capacity);
    timestampsNs = copy(timestampsNs, capacity);
    head = 0;
    tail = size;
  }

  private long[] copy(long[] ring, int capacity) {
    final long[] copy = new long[capacity];
    for (long i = head; i < tail; i++) {
      copy[(int) (i - head)] = ring[(int) i & (ring.length - 1)];
    }
    return copy;
  }
}
