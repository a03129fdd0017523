package io.rafthold.metadata;

/**
 * A broker of the cluster, as the configuration names it.
 *
 * @param id unique in the cluster, not negative
 * @param host name or address at which the others reach it
 * @param peerPort UDP port for the other brokers
 * @param clientPort UDP port for requests of clients
 * @param responsePort UDP port of the responses to clients
 */
public record ClusterMember(int id, String host, int peerPort, int clientPort, int responsePort) {}
