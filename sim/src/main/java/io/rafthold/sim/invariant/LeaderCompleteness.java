package io.rafthold.sim.invariant;

import io.rafthold.raft.Role;

/** A leader has every entry that a leader of an earlier term committed (dissertation 3.6.3). */
public final class LeaderCompleteness {
  /** Looks at a replica that has just become leader. */
  public void onLeader(ReplicaView replica, GroupView group) {
    if (replica.role != Role.LEADER) {
      return;
    }
    long index = group.lastIndex();
    while (index > 0 && group.committedIn(index) >= replica.term) {
      index--;
    }
    if (!replica.holds(index, group.chainAt(index))) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " leads in term "
              + replica.term
              + " with a log up to "
              + replica.lastIndex()
              + " that lacks entries committed up to "
              + index
              + " in term "
              + group.committedIn(index));
    }
  }
}
