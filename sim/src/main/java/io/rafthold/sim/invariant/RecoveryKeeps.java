package io.rafthold.sim.invariant;

/** A restarted replica's log is what it was, less at most what was never flushed. */
public final class RecoveryKeeps {
  /** Looks at where recovery lets a log end. */
  public void onRecovered(ReplicaView replica, long lastIndex) {
    if (lastIndex < replica.mustKeepIndex || lastIndex > replica.mostIndex()) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " recovers entries up to "
              + lastIndex
              + ", not from "
              + replica.mustKeepIndex
              + " to "
              + replica.mostIndex());
    }
  }

  /** Looks at the term that a replica starts with. */
  public void onHardState(ReplicaView replica, long term) {
    if (term < replica.hardTerm) {
      throw new InvariantViolation(
          getClass(),
          replica + " starts in term " + term + ", while its disk held " + replica.hardTerm);
    }
  }
}
