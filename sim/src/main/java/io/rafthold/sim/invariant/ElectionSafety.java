package io.rafthold.sim.invariant;

import io.rafthold.raft.Role;
import org.agrona.collections.Long2LongHashMap;

/** At most one leader in a term of a group (dissertation 3.4). */
public final class ElectionSafety {
  private static final long NOBODY = -1;

  private final Long2LongHashMap leaders = new Long2LongHashMap(NOBODY);

  /** Looks at a replica's state after it changed. */
  public void onState(ReplicaView replica) {
    if (replica.role != Role.LEADER) {
      return;
    }
    final long key = ((long) replica.groupId << 40) + replica.term;
    final long known = leaders.get(key);
    if (known == NOBODY) {
      leaders.put(key, replica.brokerId);
    } else if (known != replica.brokerId) {
      throw new InvariantViolation(
          getClass(), replica + " leads in term " + replica.term + ", and so did broker " + known);
    }
  }

  /** Returns who led in a term, or -1. */
  public int leaderOf(int groupId, long term) {
    return (int) leaders.get(((long) groupId << 40) + term);
  }
}
