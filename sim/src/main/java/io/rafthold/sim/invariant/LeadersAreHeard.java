package io.rafthold.sim.invariant;

import io.rafthold.raft.Membership;

/**
 * A leader that a majority of the voters does not answer steps down (dissertation 6.2). Measured in
 * the time that the broker has lived through, which a pause or a wrong clock changes.
 */
public final class LeadersAreHeard {
  private static final int MAX_BROKERS = Long.SIZE;

  private final CountedAnswers answers;
  private final long[] livedNs = new long[MAX_BROKERS];
  private long limitNs = Long.MAX_VALUE;

  /**
   * Starts to watch.
   *
   * @param answers that reach leaders
   */
  LeadersAreHeard(CountedAnswers answers) {
    this.answers = answers;
  }

  /** Sets after how long without a majority no leader may be left. */
  public void limit(long newLimitNs) {
    limitNs = newLimitNs;
  }

  /** A broker has lived on. */
  public void lived(int brokerId, long deltaNs) {
    livedNs[brokerId] += deltaNs;
  }

  long livedNs(int brokerId) {
    return livedNs[brokerId];
  }

  /** Looks at a replica that leads. */
  public void onLeader(ReplicaView leader, Membership membership) {
    final long sinceNs = livedNs[leader.brokerId] - limitNs;
    if (leader.leadsSinceNs > sinceNs) {
      return;
    }
    int heard = 0;
    for (int i = 0; i < membership.voterCount(); i++) {
      final int voter = membership.voterAt(i);
      heard += voter == leader.brokerId || answers.heardNs(leader, voter) > sinceNs ? 1 : 0;
    }
    if (heard < membership.majority()) {
      throw new InvariantViolation(
          getClass(),
          leader
              + " leads on in term "
              + leader.term
              + ", though for "
              + limitNs / 1_000_000
              + " ms it has heard "
              + heard
              + " of "
              + membership);
    }
  }
}
