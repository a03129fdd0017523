package io.rafthold.sim.invariant;

/** What is kept beside a segment for restarts and installs is made of committed entries only. */
public final class StatesAreCommitted {
  /**
   * Looks at a state that is about to be kept.
   *
   * @param index of the last entry in it
   */
  public void onKept(ReplicaView replica, long index, GroupView group) {
    if (index > group.lastIndex() || !replica.holds(index, group.chainAt(index))) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " keeps a state of entries up to "
              + index
              + ", committed are those up to "
              + group.lastIndex());
    }
  }
}
