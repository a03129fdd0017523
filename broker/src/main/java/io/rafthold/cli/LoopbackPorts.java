package io.rafthold.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** Finds UDP ports on loopback that nobody uses. */
final class LoopbackPorts {
  private static final int MAX_ATTEMPTS = 200;

  private LoopbackPorts() {}

  /**
   * Finds pairs of neighbouring ports: each client port has its response port right behind it.
   *
   * @param count how many pairs
   * @return the first port of each pair; all different, and free a moment ago
   */
  static List<Integer> pairs(int count) {
    final List<DatagramSocket> held = new ArrayList<>();
    final List<Integer> ports = new ArrayList<>();
    try {
      for (int i = 0; i < MAX_ATTEMPTS && ports.size() < count; i++) {
        final DatagramSocket first = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        held.add(first);
        if (isBound(first.getLocalPort() + 1, held)) {
          ports.add(first.getLocalPort());
        }
      }
    } catch (final IOException failure) {
      throw new UncheckedIOException("no UDP port can be had on loopback", failure);
    } finally {
      held.forEach(DatagramSocket::close);
    }
    if (ports.size() < count) {
      throw new IllegalStateException("no " + count + " pairs of UDP ports are free on loopback");
    }
    return ports;
  }

  private static boolean isBound(int port, List<DatagramSocket> held) {
    try {
      held.add(new DatagramSocket(port, InetAddress.getLoopbackAddress()));
      return true;
    } catch (final SocketException | IllegalArgumentException taken) {
      return false;
    }
  }
}
