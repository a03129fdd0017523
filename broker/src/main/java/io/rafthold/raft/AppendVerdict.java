package io.rafthold.raft;

/**
 * What a follower does with the entries of one append request: first remove the tail that
 * conflicts, then append what is new. Reused: valid until the core's next call, on the core's
 * thread.
 */
public final class AppendVerdict {
  private long truncateFrom;
  private long acceptFrom;
  private long acceptTo;

  AppendVerdict() {}

  /** Returns the first index to remove, with everything behind it; 0: nothing. */
  public long truncateFrom() {
    return truncateFrom;
  }

  /** Returns the index of the first entry of the message to append; 0: none. */
  public long acceptFrom() {
    return acceptFrom;
  }

  /** Returns the index of the last entry of the message to append; 0: none. */
  public long acceptTo() {
    return acceptTo;
  }

  AppendVerdict none() {
    truncateFrom = 0;
    acceptFrom = 0;
    acceptTo = 0;
    return this;
  }

  AppendVerdict truncate(long fromIndex) {
    truncateFrom = fromIndex;
    return this;
  }

  AppendVerdict accept(long fromIndex, long toIndex) {
    acceptFrom = fromIndex;
    acceptTo = toIndex;
    return this;
  }
}
