package io.rafthold.metadata;

/**
 * A broker of the cluster: its id, and where it is reached.
 *
 * @param id unique in the cluster, not negative
 * @param host name or address at which the others reach it
 * @param peerPort UDP port for the other brokers
 * @param clientPort UDP port for requests of clients
 * @param responsePort UDP port of the responses to clients
 */
public record ClusterMember(int id, String host, int peerPort, int clientPort, int responsePort) {
  /** Longest host, in characters. */
  public static final int MAX_HOST = 253;

  /** Largest broker id. */
  public static final int MAX_ID = 1023;
}
