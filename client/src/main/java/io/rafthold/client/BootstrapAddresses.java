package io.rafthold.client;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code host:port,host:port}. */
final class BootstrapAddresses {
  /** The response port lies one above, so the port itself must leave room for it. */
  private static final int MAX_CLIENT_PORT = 65_534;

  private BootstrapAddresses() {}

  /**
   * Parses a list of addresses.
   *
   * @param text as the user wrote it, or null
   * @param check is told what is wrong
   * @return the good ones; the response port is the client port plus one until a broker tells
   *     otherwise
   */
  public static List<Endpoint> parse(String text, SettingsCheck check) {
    final List<Endpoint> endpoints = new ArrayList<>();
    if (text == null || text.isBlank()) {
      check.that(false, "bootstrap is empty: name at least one broker as host:port");
      return endpoints;
    }
    for (final String part : text.split(",", -1)) {
      final Endpoint endpoint = parseOne(part.strip());
      check.that(
          endpoint != null,
          "bootstrap address '"
              + part.strip()
              + "' is not host:port with a port from 1 to "
              + MAX_CLIENT_PORT);
      if (endpoint != null && !endpoints.contains(endpoint)) {
        endpoints.add(endpoint);
      }
    }
    return endpoints;
  }

  private static Endpoint parseOne(String address) {
    final int colon = address.lastIndexOf(':');
    if (colon <= 0) {
      return null;
    }
    String host = address.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return null;
    }
    final int port = parsePort(address.substring(colon + 1));
    return host.isBlank() || port < 1 ? null : new Endpoint(host, port, port + 1);
  }

  private static int parsePort(String digits) {
    if (!digits.matches("[0-9]{1,5}")) {
      return -1;
    }
    final int port = Integer.parseInt(digits);
    return port <= MAX_CLIENT_PORT ? port : -1;
  }
}
