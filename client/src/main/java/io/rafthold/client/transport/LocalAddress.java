package io.rafthold.client.transport;

/** Which address of this machine answers are received at. */
final class LocalAddress {
  private LocalAddress() {}

  /**
   * Returns the loopback address for a broker on loopback, so that nothing outside can reach the
   * socket; else null, since only the route to the broker tells which interface it is.
   */
  static String facing(String brokerHost) {
    if ("localhost".equals(brokerHost) || brokerHost.startsWith("127.")) {
      return "127.0.0.1";
    }
    return "::1".equals(brokerHost) || "[::1]".equals(brokerHost) ? "::1" : null;
  }
}
