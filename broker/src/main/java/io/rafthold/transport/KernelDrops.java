package io.rafthold.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Datagrams that the kernel dropped at given ports, as {@code /proc/net/udp} tells. */
final class KernelDrops {
  private static final Logger LOG = LoggerFactory.getLogger(KernelDrops.class);

  /** The kernel does not tell. */
  static final long UNKNOWN = -1;

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
  private static final int LOCAL_ADDRESS_COLUMN = 1;
  private static final int HEX = 16;

  private KernelDrops() {}

  static long read(int... ports) {
    long drops = UNKNOWN;
    for (final Path table : TABLES) {
      try {
        final long found = sum(Files.readAllLines(table, StandardCharsets.US_ASCII), ports);
        drops = Math.max(0, drops) + found;
      } catch (IOException e) {
        LOG.debug("{} is not there: not Linux, or IPv6 is off", table, e);
      }
    }
    return drops;
  }

  /** Sums the last column, the drops, of the lines with one of the ports as local port. */
  static long sum(List<String> lines, int... ports) {
    long drops = 0;
    for (int i = 1; i < lines.size(); i++) {
      final List<String> columns = List.of(lines.get(i).trim().split("\\s+", -1));
      if (columns.size() > LOCAL_ADDRESS_COLUMN
          && isOneOf(localPort(columns.get(LOCAL_ADDRESS_COLUMN)), ports)) {
        drops += Long.parseLong(columns.get(columns.size() - 1));
      }
    }
    return drops;
  }

  private static int localPort(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEX);
  }

  private static boolean isOneOf(int port, int... ports) {
    for (final int candidate : ports) {
      if (candidate == port) {
        return true;
      }
    }
    return false;
  }
}
