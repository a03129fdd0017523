package io.rafthold.sim.invariant;

import io.rafthold.raft.Membership;
import org.agrona.collections.Long2LongHashMap;

/**
 * A leader has the votes of a majority in its term, one a voter, its own among them (dissertation
 * 3.4).
 */
public final class ElectedByMajority {
  private static final int MAX_GROUPS = 1 << 16;
  private static final int MAX_BROKERS = Long.SIZE;

  private final Long2LongHashMap votes = new Long2LongHashMap(0);

  private static long key(int groupId, int candidate, long term) {
    return (term * MAX_GROUPS + groupId) * MAX_BROKERS + candidate;
  }

  /** A vote reaches a candidate. */
  public void onVote(int groupId, int candidate, int voter, long term) {
    final long key = key(groupId, candidate, term);
    votes.put(key, votes.get(key) | 1L << voter);
  }

  /** Looks at a replica that has just become leader. */
  public void onLeader(ReplicaView leader, Membership membership) {
    final long given =
        votes.get(key(leader.groupId, leader.brokerId, leader.term)) | 1L << leader.brokerId;
    int count = 0;
    for (int i = 0; i < membership.voterCount(); i++) {
      count += (given & 1L << membership.voterAt(i)) != 0 ? 1 : 0;
    }
    if (count < membership.majority()) {
      throw new InvariantViolation(
          getClass(),
          leader + " leads in term " + leader.term + " with " + count + " votes of " + membership);
    }
  }
}
