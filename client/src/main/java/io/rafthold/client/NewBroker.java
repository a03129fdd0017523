package io.rafthold.client;

import java.util.Objects;

/**
 * A broker to be added to a cluster.
 *
 * @param id that no broker of the cluster ever had
 * @param host name or address at which brokers and clients reach it
 * @param peerPort UDP port for the other brokers
 * @param clientPort UDP port for requests of clients
 * @param responsePort UDP port of the responses to clients
 */
public record NewBroker(int id, String host, int peerPort, int clientPort, int responsePort) {
  /** Requires a host; the cluster checks the rest. */
  public NewBroker {
    Objects.requireNonNull(host, "host");
  }

  /** Names a broker that answers from the port behind its client port. */
  public NewBroker(int id, String host, int peerPort, int clientPort) {
    this(id, host, peerPort, clientPort, clientPort + 1);
  }
}
