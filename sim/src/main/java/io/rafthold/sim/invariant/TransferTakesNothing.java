package io.rafthold.sim.invariant;

/** A leader that hands over takes no records (dissertation 3.10). */
public final class TransferTakesNothing {
  /** Looks at a replica that leads on in one term, as it was a step ago and is now. */
  public void onLeader(ReplicaView replica, boolean wasTransferring, boolean isTransferring) {
    if (wasTransferring && isTransferring && replica.hasAppendedData) {
      throw new InvariantViolation(
          getClass(), replica + " appends records while it hands over in term " + replica.term);
    }
  }
}
