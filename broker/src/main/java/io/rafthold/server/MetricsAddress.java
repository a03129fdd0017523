package io.rafthold.server;

/**
 * Where a broker tells its metrics.
 *
 * @param host a name or address of this machine
 * @param port 1 to 65535, or 0 for nowhere
 */
public record MetricsAddress(String host, int port) {
  /** Tells whether metrics are told at all. */
  public boolean isOn() {
    return port != 0;
  }
}
