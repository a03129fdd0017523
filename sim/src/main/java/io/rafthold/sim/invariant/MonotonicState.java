package io.rafthold.sim.invariant;

/** Term, commit index and durable index of a running replica never fall (dissertation 3.8). */
public final class MonotonicState {
  /**
   * Looks at a replica's state as it is now, before the view takes it on.
   *
   * @param replica as it was
   */
  public void onState(ReplicaView replica, long term, long commitIndex, long durableIndex) {
    if (term < replica.term
        || commitIndex < replica.commitIndex
        || durableIndex < replica.durableCommitIndex) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " goes back from term "
              + replica.term
              + ", commit "
              + replica.commitIndex
              + ", durable "
              + replica.durableCommitIndex
              + " to "
              + term
              + ", "
              + commitIndex
              + ", "
              + durableIndex);
    }
    if (durableIndex > commitIndex) {
      throw new InvariantViolation(
          getClass(),
          replica + " has durable index " + durableIndex + " above commit " + commitIndex);
    }
  }
}
