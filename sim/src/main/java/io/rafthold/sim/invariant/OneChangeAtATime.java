package io.rafthold.sim.invariant;

/**
 * Members change one step at a time, and not before an entry of the leader's term is committed
 * (dissertation 4.1, and its correction of 2015).
 */
public final class OneChangeAtATime {
  /**
   * Looks at a membership entry that a replica has appended, when all that was committed by then is
   * known.
   *
   * @param previousIndex of the membership entry before it in the same log, or 0
   */
  public void onAppended(
      ReplicaView replica, GroupView group, long index, long term, long previousIndex) {
    if (previousIndex > group.lastIndex()) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " has a change of members at "
              + index
              + ", while the one at "
              + previousIndex
              + " is not committed");
    }
    if (group.termAt(group.lastIndex()) < term) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " has a change of members at "
              + index
              + " of term "
              + term
              + ", of which nothing is committed");
    }
  }
}
