package io.rafthold.partition;

import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftCore;

/**
 * Keeps what retention lets go for followers that have not got it yet, each for a while: an entry
 * outlives its retention by no more than the grace for a follower's sake. Whoever needs it later is
 * given the state at the new start instead ({@link Installation}).
 *
 * <p>Asked of a leader only. Used by the partition agent's thread.
 */
final class FollowerGrace {
  private final RaftCore core;
  private final long graceNs;

  /** Whom it concerns, by place; the first {@code count} are valid. */
  private final int[] followers = new int[Membership.MAX_MEMBERS];

  /** The first entry that was kept for each, and since when. */
  private final long[] keptIndexes = new long[Membership.MAX_MEMBERS];

  private final long[] sinceNs = new long[Membership.MAX_MEMBERS];
  private int count;

  FollowerGrace(RaftCore core, long graceNs) {
    this.core = core;
    this.graceNs = graceNs;
  }

  /**
   * Returns how far the log may be given up.
   *
   * @param index the first entry that retention keeps
   * @return that, or the first one that a follower within its grace needs
   */
  long spare(long index, long nowNs) {
    final Membership membership = core.membership();
    long spared = index;
    for (int i = 0; i < membership.voterCount(); i++) {
      spared = Math.min(spared, spareFor(membership.voterAt(i), index, nowNs));
    }
    for (int i = 0; i < membership.learnerCount(); i++) {
      spared = Math.min(spared, spareFor(membership.learnerAt(i), index, nowNs));
    }
    return spared;
  }

  private long spareFor(int follower, long index, long nowNs) {
    if (follower == core.membership().selfId()) {
      return index;
    }
    final long needed = core.matchIndex(follower) + 1;
    int place = placeOf(follower);
    if (place < count && needed >= keptIndexes[place]) {
      forget(place);
      place = count;
    }
    if (needed >= index) {
      return index;
    }
    if (place == count) {
      followers[count] = follower;
      keptIndexes[count] = index;
      sinceNs[count] = nowNs;
      count++;
    }
    return nowNs - sinceNs[place] < graceNs ? needed : index;
  }

  private int placeOf(int follower) {
    int place = 0;
    while (place < count && followers[place] != follower) {
      place++;
    }
    return place;
  }

  private void forget(int place) {
    count--;
    followers[place] = followers[count];
    keptIndexes[place] = keptIndexes[count];
    sinceNs[place] = sinceNs[count];
  }

  /** Forgets all: the replica leads no more, or members have changed. */
  void clear() {
    count = 0;
  }
}
