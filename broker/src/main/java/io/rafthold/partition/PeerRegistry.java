package io.rafthold.partition;

/**
 * Knows which brokers belong to the cluster, and out of which data directory each may speak: a
 * broker that was wiped and came back under its old id has forgotten what it promised. Called on
 * the partition agent's thread.
 */
@FunctionalInterface
public interface PeerRegistry {
  /**
   * Tells whether a message may be believed to come from a broker of this cluster.
   *
   * @param brokerId as the message says
   * @param directoryHash of the sender's data directory, as the message says
   * @return false where the broker is not known, or is known with another directory
   */
  boolean isPeer(int brokerId, int directoryHash);
}
