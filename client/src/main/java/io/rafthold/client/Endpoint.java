package io.rafthold.client;

/**
 * Where a broker takes requests and answers them.
 *
 * @param host name or address
 * @param clientPort UDP port of requests
 * @param responsePort UDP port of answers
 */
record Endpoint(String host, int clientPort, int responsePort) {
  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + clientPort : "[" + host + "]:" + clientPort;
  }
}
