package io.rafthold.raft;

/**
 * Dissertation 4.2.1: how far behind a follower is, in time. A round replicates what the leader's
 * log held at the round's beginning; while more is appended meanwhile, only the length of the
 * rounds tells whether the follower keeps up.
 */
final class CatchUpRounds {
  private long endIndex;
  private long beganNs;
  private long lastLengthNs;

  void begin(long leaderLastIndex, long nowNs) {
    endIndex = leaderLastIndex;
    beganNs = nowNs;
    lastLengthNs = Long.MAX_VALUE;
  }

  /** The follower's log equals the leader's up to there. */
  void reached(long matchIndex, long leaderLastIndex, long nowNs) {
    if (matchIndex >= endIndex) {
      lastLengthNs = nowNs - beganNs;
      beganNs = nowNs;
      endIndex = leaderLastIndex;
    }
  }

  /** Tells whether the last round was short, and the present one is not longer by now. */
  boolean areShort(long nowNs, long withinNs) {
    return lastLengthNs < withinNs && nowNs - beganNs < withinNs;
  }
}
