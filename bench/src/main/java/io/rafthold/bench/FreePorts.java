package io.rafthold.bench;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.CloseHelper;

/** UDP ports of loopback that nobody has: bound, then let go. */
final class FreePorts {
  private static final int MAX_ATTEMPTS = 1000;

  private FreePorts() {}

  /** Returns ports each of which has the given number of free ones right behind it. */
  static int[] take(int count, int followers) {
    final List<List<DatagramSocket>> runs = new ArrayList<>();
    try {
      for (int attempt = 0; runs.size() < count; attempt++) {
        if (attempt == MAX_ATTEMPTS) {
          throw new IllegalStateException("no free UDP ports on loopback");
        }
        tryRun(followers).ifPresent(runs::add);
      }
      return runs.stream().mapToInt(run -> run.get(0).getLocalPort()).toArray();
    } finally {
      runs.forEach(CloseHelper::closeAll);
    }
  }

  private static Optional<List<DatagramSocket>> tryRun(int followers) {
    final List<DatagramSocket> run = new ArrayList<>();
    try {
      run.add(bound(0));
      for (int i = 1; i <= followers; i++) {
        run.add(bound(run.get(0).getLocalPort() + i));
      }
      return Optional.of(run);
    } catch (IOException | IllegalArgumentException e) {
      // One of them is taken, or beyond the last port: another run, then.
      CloseHelper.closeAll(run);
      return Optional.empty();
    }
  }

  private static DatagramSocket bound(int port) throws IOException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }
}
