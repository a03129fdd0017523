package io.rafthold.sim.invariant;

/** A leader commits entries of earlier terms with one of its own only (dissertation 3.6.2). */
public final class CommitsOwnTerm {
  /** Looks at the last entry that a leader has just committed. */
  public void onCommitted(ReplicaView leader, long index) {
    if (leader.termAt(index) != leader.term) {
      throw new InvariantViolation(
          getClass(),
          leader
              + " commits index "
              + index
              + " of term "
              + leader.termAt(index)
              + " by counting, in term "
              + leader.term);
    }
  }
}
