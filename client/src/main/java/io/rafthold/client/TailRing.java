package io.rafthold.client;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Batches that wait for a tailer, one behind the other in a ring of bytes. The subscription's
 * credit bounds what is in it; the ring grows to that and stays. One thread.
 *
 * <pre>
 *   0                   4                   8                   16
 *   +-------------------+-------------------+-------------------+----------- - - -
 *   | length      int32 | unused            | fromOffset  int64 | batch, to the next multiple of 8
 *   +-------------------+-------------------+-------------------+----------- - - -
 * </pre>
 *
 * <p>A length of -1 says that what comes next is at the ring's start.
 */
final class TailRing implements BatchSink {
  private static final int HEADER_LENGTH = 16;
  private static final int FROM_OFFSET_AT = 8;
  private static final int WRAPPED = -1;
  private static final int INITIAL_BYTES = 64 * 1024;

  private UnsafeBuffer buffer = allocate(INITIAL_BYTES);

  /** Where the oldest batch is, where the next one goes, and whether that lies before it. */
  private int head;

  private int tail;
  private boolean isWrapped;

  private static UnsafeBuffer allocate(int bytes) {
    return new UnsafeBuffer(BufferUtil.allocateDirectAligned(bytes, Long.BYTES));
  }

  @Override
  public void add(
      Subscription subscription,
      DirectBuffer source,
      int position,
      int length,
      long fromOffset,
      long untilOffset) {
    final int needed = BitUtil.align(HEADER_LENGTH + length, Long.BYTES);
    while (!makeRoom(needed)) {
      grow();
    }
    buffer.putInt(tail, length);
    buffer.putLong(tail + FROM_OFFSET_AT, fromOffset);
    buffer.putBytes(tail + HEADER_LENGTH, source, position, length);
    tail += needed;
  }

  private boolean makeRoom(int needed) {
    if (isWrapped) {
      return tail + needed <= head;
    }
    if (tail + needed <= buffer.capacity()) {
      return true;
    }
    if (needed > head) {
      return false;
    }
    if (tail < buffer.capacity()) {
      buffer.putInt(tail, WRAPPED);
    }
    tail = 0;
    isWrapped = true;
    return true;
  }

  private void grow() {
    final UnsafeBuffer larger = allocate(Math.multiplyExact(2, buffer.capacity()));
    int end = 0;
    while (!isEmpty()) {
      final int bytes = BitUtil.align(HEADER_LENGTH + length(), Long.BYTES);
      larger.putBytes(end, buffer, head, bytes);
      end += bytes;
      remove();
    }
    buffer = larger;
    head = 0;
    tail = end;
    isWrapped = false;
  }

  @Override
  public void signal() {
    // The tailer looks with each poll.
  }

  boolean isEmpty() {
    if (isWrapped && (head == buffer.capacity() || buffer.getInt(head) == WRAPPED)) {
      head = 0;
      isWrapped = false;
    }
    return !isWrapped && head == tail;
  }

  /** Returns what holds the oldest batch, until it is removed. */
  UnsafeBuffer buffer() {
    return buffer;
  }

  /** Returns where the oldest batch is. */
  int position() {
    return head + HEADER_LENGTH;
  }

  /** Returns the length of the oldest batch in bytes. */
  int length() {
    return buffer.getInt(head);
  }

  /** Returns the first offset that is wanted of the oldest batch. */
  long fromOffset() {
    return buffer.getLong(head + FROM_OFFSET_AT);
  }

  /** Takes the oldest batch out. */
  void remove() {
    head += BitUtil.align(HEADER_LENGTH + length(), Long.BYTES);
    if (isEmpty()) {
      clear();
    }
  }

  void clear() {
    head = 0;
    tail = 0;
    isWrapped = false;
  }
}
