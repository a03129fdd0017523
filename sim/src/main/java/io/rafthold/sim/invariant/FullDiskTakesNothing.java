package io.rafthold.sim.invariant;

import java.util.function.IntPredicate;

/** A leader that knows its disk to have nothing left but the reserve takes no records. */
public final class FullDiskTakesNothing {
  private IntPredicate isFull = brokerId -> false;

  /** Says which brokers know that they are short of room, and knew it when their step began. */
  public void isFull(IntPredicate predicate) {
    isFull = predicate;
  }

  /** Looks at a replica that leads on in one term, behind a step. */
  public void onLeader(ReplicaView replica) {
    if (replica.hasAppendedData && isFull.test(replica.brokerId)) {
      throw new InvariantViolation(
          getClass(), replica + " appends records in term " + replica.term + " to a full disk");
    }
  }
}
