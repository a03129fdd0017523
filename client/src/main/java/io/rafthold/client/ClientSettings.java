package io.rafthold.client;

import java.util.List;

/**
 * A client's checked settings.
 *
 * @param bootstrap at least one
 * @param clientName for the brokers' logs
 * @param requestTimeoutNs bound of blocking calls
 * @param threading who runs the duty cycle
 * @param aeronDirectory or null for a temporary one
 * @param embeddedDriver false where a driver runs outside
 * @param mtuBytes the largest datagram payload, but to brokers on this machine
 */
record ClientSettings(
    List<Endpoint> bootstrap,
    String clientName,
    long requestTimeoutNs,
    ClientThreading threading,
    String aeronDirectory,
    boolean embeddedDriver,
    int mtuBytes) {
  /** Longest client name in characters. */
  public static final int MAX_NAME_LENGTH = 249;
}
