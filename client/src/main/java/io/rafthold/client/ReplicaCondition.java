package io.rafthold.client;

/** Whether a replica is as it should be. */
public enum ReplicaCondition {
  /** It takes part in everything. */
  SOUND,
  /** Its machine stopped uncleanly: it does not vote or count until it has caught up. */
  REJOINING,
  /** It is closed for damage; the log of its broker says why. */
  FAILED,
  /** Its broker did not say. */
  UNKNOWN
}
