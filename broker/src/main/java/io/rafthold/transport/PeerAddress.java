package io.rafthold.transport;

/**
 * Where another broker listens for its peers.
 *
 * @param brokerId unique in the cluster, not negative
 * @param host name or address
 * @param port UDP
 */
public record PeerAddress(int brokerId, String host, int port) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value and its range
   */
  public PeerAddress {
    if (brokerId < 0) {
      throw new IllegalArgumentException("broker id " + brokerId + " is negative");
    }
    BrokerTransportSettings.checkPort("peer port", port);
  }
}
