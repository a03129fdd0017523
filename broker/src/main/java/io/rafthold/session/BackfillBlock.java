package io.rafthold.session;

/**
 * Committed batches that were read ahead for a subscription. It is the reading thread's until it is
 * ready, and the partition agent's until it is given back.
 */
final class BackfillBlock {
  /** As {@link #nextOffset} of a block that has no records. */
  static final long NO_RECORDS = -1;

  private final PushBuffer content;
  private long nextIndex;
  private long nextOffset;
  private volatile boolean isReady;

  BackfillBlock(int maxMessageLength) {
    content = PushBuffer.growing(maxMessageLength);
  }

  PushBuffer content() {
    return content;
  }

  /** Returns the index behind the last entry that was read for it. */
  long nextIndex() {
    return nextIndex;
  }

  /** Returns the offset behind its last record, or {@link #NO_RECORDS}. */
  long nextOffset() {
    return nextOffset;
  }

  boolean isReady() {
    return isReady;
  }

  /** Hands it to the partition agent. */
  void ready(long behindIndex, long behindOffset) {
    nextIndex = behindIndex;
    nextOffset = behindOffset;
    isReady = true;
  }

  /** Gives it back to the reading thread. */
  void giveBack() {
    isReady = false;
  }
}
