package io.rafthold.client;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many batch bytes a broker may push. Total credit is what was received plus the room that is
 * left, so that what waits for the consumer never exceeds the buffer.
 */
final class Credit {
  /** A raise is worth a message once it is that part of the buffer. */
  private static final int RAISE_PARTS = 4;

  private final AtomicLong consumed = new AtomicLong();
  private final int bufferBytes;
  private long enqueued;
  private long received;
  private long granted;

  Credit(int bufferBytes) {
    this.bufferBytes = bufferBytes;
  }

  /** Starts a new session of the subscription; returns its first credit. */
  long restart(int largestBatch) {
    received = 0;
    granted = Math.max(0, room(largestBatch));
    return granted;
  }

  /** Counts a batch that came. */
  void onReceived(int bytes) {
    received += bytes;
  }

  /** Counts a batch that was put before the consumer. */
  void onEnqueued(int bytes) {
    enqueued += bytes;
  }

  /** Counts a batch that the consumer is done with. The consumer's thread. */
  void onConsumed(int bytes) {
    consumed.addAndGet(bytes);
  }

  /** Returns what waits for the consumer. Any thread sees it rise late, never fall late. */
  long outstanding() {
    return enqueued - consumed.get();
  }

  /** Tells whether the broker has pushed beyond its credit. */
  boolean isOverdrawn(int largestBatch) {
    return received > granted + largestBatch;
  }

  /** Returns the new total where a raise is due, else -1. */
  long raise(int largestBatch) {
    final long total = received + room(largestBatch);
    final boolean isLarge = total - granted >= bufferBytes / RAISE_PARTS;
    // Without this, a rest of credit that no batch fits in would stop the flow for good.
    final boolean isShort =
        total > granted && outstanding() == 0 && granted - received < largestBatch;
    return isLarge || isShort ? total : -1;
  }

  void onGranted(long total) {
    granted = total;
  }

  private long room(int largestBatch) {
    return Math.max(bufferBytes, largestBatch) - outstanding();
  }
}
