package io.rafthold.client;

/**
 * How far a partition's log is committed, and flushed on a majority, by the highest that any broker
 * has named. Written by the core's thread, read by any.
 */
final class LogEnds {
  private volatile long committed;
  private volatile long durable;

  /** Takes what a broker says; one may lag behind another. */
  void learn(long committedOffset, long durableOffset) {
    if (committedOffset > committed) {
      committed = committedOffset;
    }
    if (durableOffset > durable) {
      durable = durableOffset;
    }
  }

  /** Returns the offset behind the last committed record; 0 before anything is known. */
  long committed() {
    return committed;
  }

  /** Returns the offset behind the last durable record; 0 before anything is known. */
  long durable() {
    return durable;
  }
}
