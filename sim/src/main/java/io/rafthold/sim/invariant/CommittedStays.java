package io.rafthold.sim.invariant;

/** What is committed is never taken back: no truncation reaches it. */
public final class CommittedStays {
  /** Looks at a truncation before it is believed. */
  public void onCut(ReplicaView replica, long fromIndex, GroupView group) {
    if (fromIndex <= replica.commitIndex) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " truncates from "
              + fromIndex
              + ", below its commit index "
              + replica.commitIndex);
    }
    if (fromIndex <= replica.lastIndex()
        && fromIndex <= group.lastIndex()
        && replica.chainAt(fromIndex) == group.chainAt(fromIndex)) {
      throw new InvariantViolation(
          getClass(), replica + " truncates the committed entry " + fromIndex);
    }
  }
}
