package io.rafthold.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** UDP ports of loopback that were free a moment ago. */
final class Ports {
  private static final int MAX_ATTEMPTS = 200;

  private Ports() {}

  /**
   * Returns ports whose next one is free too: clients expect the answers from the port behind the
   * one that they are told. All are held until the last is found, so that none comes twice.
   */
  static int[] pairs(int count) {
    final List<DatagramSocket> held = new ArrayList<>();
    final int[] ports = new int[count];
    int found = 0;
    try {
      for (int i = 0; i < MAX_ATTEMPTS && found < count; i++) {
        final int port = hold(held, 0);
        if (port > 0 && hold(held, port + 1) > 0) {
          ports[found] = port;
          found++;
        }
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      held.forEach(DatagramSocket::close);
    }
    if (found < count) {
      throw new AssertionError("no " + count + " pairs of UDP ports are free on loopback");
    }
    return ports;
  }

  private static int hold(List<DatagramSocket> held, int port) throws IOException {
    try {
      final DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
      held.add(socket);
      return socket.getLocalPort();
    } catch (final SocketException | IllegalArgumentException taken) {
      return -1;
    }
  }
}
