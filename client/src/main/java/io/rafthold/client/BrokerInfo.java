package io.rafthold.client;

/**
 * A broker, as the cluster and this client see it.
 *
 * @param id unique in the cluster
 * @param host name or address
 * @param clientPort UDP port that takes requests
 * @param responsePort UDP port that answers come through
 * @param state how far it has come in the cluster
 * @param reachable whether it answered this client just now
 * @param disk as it told this client just now
 */
public record BrokerInfo(
    int id,
    String host,
    int clientPort,
    int responsePort,
    BrokerState state,
    boolean reachable,
    DiskInfo disk) {
  /** Describes a broker that was not asked itself, or did not answer. */
  static BrokerInfo unreachable(
      int id, String host, int clientPort, int responsePort, BrokerState state) {
    return new BrokerInfo(id, host, clientPort, responsePort, state, false, DiskInfo.UNKNOWN);
  }

  BrokerInfo answered(DiskInfo itsDisk) {
    return new BrokerInfo(id, host, clientPort, responsePort, state, true, itsDisk);
  }
}
