package io.rafthold.partition;

/** Is told that a replica has work, so that only such replicas are visited in a duty cycle. */
@FunctionalInterface
public interface ReplicaWakeup {
  /** Puts the replica on the list of those to visit; cheap when it is there already. */
  void wake(Replica replica);
}
