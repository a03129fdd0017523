package io.rafthold.cli;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds UDP ports on loopback that nobody uses, for whoever starts brokers beside others: the quick
 * start, benchmarks, tests.
 *
 * <p>They lie below those that Linux gives to sockets that ask for any port. A socket of that kind,
 * of which each media driver has some, cannot come in between here and the broker's start.
 */
public final class LoopbackPorts {
  private static final int FIRST_PORT = 10_000;
  private static final int BEHIND_LAST_PORT = 32_000;
  private static final int MAX_ATTEMPTS = 2_000;

  private LoopbackPorts() {}

  /**
   * Finds runs of neighbouring ports.
   *
   * @param count how many runs
   * @param length of each; 2 where answers come through the port behind the one that is told
   * @return the first port of each run; all different, and free a moment ago
   * @throws IllegalStateException where so many are not to be had
   */
  public static int[] runs(int count, int length) {
    final List<DatagramSocket> held = new ArrayList<>();
    final int[] ports = new int[count];
    int found = 0;
    try {
      for (int i = 0; i < MAX_ATTEMPTS && found < count; i++) {
        final int port =
            ThreadLocalRandom.current().nextInt(FIRST_PORT, BEHIND_LAST_PORT - length + 1);
        if (isRunBound(port, length, held)) {
          ports[found++] = port;
        }
      }
    } finally {
      held.forEach(DatagramSocket::close);
    }
    if (found < count) {
      throw new IllegalStateException(
          "no " + count + " times " + length + " UDP ports are free on loopback");
    }
    return ports;
  }

  /** All are held until the last is found, so that none comes twice. */
  private static boolean isRunBound(int port, int length, List<DatagramSocket> held) {
    for (int i = 0; i < length; i++) {
      try {
        held.add(new DatagramSocket(port + i, InetAddress.getLoopbackAddress()));
      } catch (final IOException taken) {
        return false;
      }
    }
    return true;
  }
}
