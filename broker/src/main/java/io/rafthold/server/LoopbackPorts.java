package io.rafthold.server;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds UDP ports on loopback that nobody uses, for whoever starts brokers beside others: the quick
 * start, embedded clusters, benchmarks, tests.
 *
 * <p>They lie below those that Linux gives to sockets that ask for any port. A socket of that kind,
 * of which each media driver has some, cannot come in between here and the broker's start.
 *
 * <p>No port is given out twice, neither here nor in another process that asks here: a broker that
 * is down for a while finds its ports as it left them. For that, a process takes whole blocks of
 * ports, and listens by TCP on the first of each block for as long as it lives.
 */
public final class LoopbackPorts {
  private static final int FIRST_PORT = 10_000;
  private static final int BLOCKS = 220;

  /** The first says that the block is taken; the others are given out. */
  private static final int PORTS_OF_A_BLOCK = 100;

  /** Never closed: the end of the process gives the blocks back. */
  private static final List<ServerSocket> TAKEN_BLOCKS = new ArrayList<>();

  private static int nextPort;
  private static int behindBlock;

  private LoopbackPorts() {}

  /**
   * Finds runs of neighbouring ports. Any thread.
   *
   * @param count how many runs
   * @param length of each, below 100; 2 where answers come through the port behind the one that is
   *     told
   * @return the first port of each run; free a moment ago, and given to nobody else
   * @throws IllegalStateException where so many are not to be had
   */
  public static synchronized int[] runs(int count, int length) {
    final int[] ports = new int[count];
    for (int found = 0; found < count; ) {
      if (nextPort + length > behindBlock) {
        takeBlock();
      }
      if (isFree(nextPort, length)) {
        ports[found++] = nextPort;
      }
      nextPort += length;
    }
    return ports;
  }

  private static void takeBlock() {
    final int any = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      final int firstPort = FIRST_PORT + (any + i) % BLOCKS * PORTS_OF_A_BLOCK;
      try {
        TAKEN_BLOCKS.add(new ServerSocket(firstPort, 1, InetAddress.getLoopbackAddress()));
        nextPort = firstPort + 1;
        behindBlock = firstPort + PORTS_OF_A_BLOCK;
        return;
      } catch (final IOException takenByAnother) {
        // The next one, then.
      }
    }
    throw new IllegalStateException(
        "all UDP ports on loopback from "
            + FIRST_PORT
            + " to "
            + (FIRST_PORT + BLOCKS * PORTS_OF_A_BLOCK - 1)
            + " are given out");
  }

  private static boolean isFree(int firstPort, int length) {
    for (int port = firstPort; port < firstPort + length; port++) {
      try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
        if (!socket.isBound()) {
          return false;
        }
      } catch (final IOException taken) {
        return false;
      }
    }
    return true;
  }
}
