package io.rafthold.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** UDP ports of loopback that nobody has: bound all at once, then let go. */
final class FreePorts {
  private FreePorts() {}

  static int[] take(int count) {
    final List<DatagramSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
      }
      return sockets.stream().mapToInt(DatagramSocket::getLocalPort).toArray();
    } catch (IOException e) {
      throw new UncheckedIOException("no UDP port can be had on loopback", e);
    } finally {
      sockets.forEach(DatagramSocket::close);
    }
  }
}
