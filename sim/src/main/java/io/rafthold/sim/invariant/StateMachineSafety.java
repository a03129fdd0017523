package io.rafthold.sim.invariant;

/** No two replicas commit different entries at an index (dissertation 3.2). */
public final class StateMachineSafety {
  /** Looks at what a replica says is committed, which somebody committed before it. */
  public void onCommitted(ReplicaView replica, long index, GroupView group) {
    if (!replica.holds(index, group.chainAt(index))) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " commits index "
              + index
              + " of term "
              + (index <= replica.lastIndex() ? replica.termAt(index) : -1)
              + ", where an entry of term "
              + group.termAt(index)
              + " was committed");
    }
  }
}
