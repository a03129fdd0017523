package io.rafthold.sim.invariant;

import io.rafthold.raft.Membership;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongHashSet;

/**
 * A term begins with a candidate that a majority has promised to vote for (dissertation 9.6), or
 * that the leader of the term before has told to take over (3.10). Nothing else raises terms.
 */
public final class CampaignsArePromising {
  private static final int MAX_GROUPS = 1 << 16;
  private static final int MAX_BROKERS = Long.SIZE;

  private final Long2LongHashMap promises = new Long2LongHashMap(0);
  private final LongHashSet nudges = new LongHashSet();
  private final LongHashSet campaigns = new LongHashSet();

  private static long key(int groupId, int brokerId, long term) {
    return (term * MAX_GROUPS + groupId) * MAX_BROKERS + brokerId;
  }

  /** A promise to vote for a candidate in a term leaves a broker. */
  public void onPromise(int groupId, int from, int candidate, long term) {
    final long key = key(groupId, candidate, term);
    promises.put(key, promises.get(key) | 1L << from);
  }

  /** A leader tells a broker to campaign at once. */
  public void onTimeoutNow(int groupId, int target, long term) {
    nudges.add(key(groupId, target, term + 1));
  }

  /** Looks at a replica that has entered a term. */
  public void onTerm(ReplicaView replica, Membership membership) {
    final long campaign = key(replica.groupId, 0, replica.term);
    if (replica.term == 0 || campaigns.contains(campaign)) {
      return;
    }
    // A candidate may give up within the step in which it became one.
    if (isPromising(replica, membership)) {
      campaigns.add(campaign);
      return;
    }
    throw new InvariantViolation(
        getClass(),
        replica
            + " enters term "
            + replica.term
            + " as "
            + replica.role
            + ", in which nobody could campaign");
  }

  private boolean isPromising(ReplicaView replica, Membership membership) {
    final long key = key(replica.groupId, replica.brokerId, replica.term);
    if (nudges.contains(key)) {
      return true;
    }
    final long promised = promises.get(key) | 1L << replica.brokerId;
    int votes = 0;
    for (int i = 0; i < membership.voterCount(); i++) {
      votes += (promised & 1L << membership.voterAt(i)) != 0 ? 1 : 0;
    }
    return votes >= membership.majority();
  }
}
