package io.rafthold.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells which addresses are of this host. A name is resolved once; one that cannot be resolved is
 * of another host. One thread.
 */
final class LocalHosts {
  private final Map<String, Boolean> known = new HashMap<>();

  boolean isLocal(String host) {
    return known.computeIfAbsent(host, LocalHosts::lookUp);
  }

  private static boolean lookUp(String host) {
    try {
      final InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (final IOException unknown) {
      return false;
    }
  }
}
