package io.rafthold.client.transport;

import java.nio.file.Path;
import java.util.List;

/**
 * How a media driver is launched or found.
 *
 * @param role names a temporary directory: {@code client}, {@code broker-0}
 * @param directory the driver's directory; null: a temporary one of its own
 * @param isEmbedded false: a driver that runs already in {@code directory}
 * @param threads of an embedded driver
 * @param mtuBytes the largest datagram payload, see {@link Mtu}
 * @param linkTimeoutNs silence after which the other end of a stream counts as gone
 * @param requiredBytes free space that the directory's file system must have
 * @param maxStreamSessions streams that may arrive for one stream id
 * @param counterBytes length of the counters' values, 128 bytes each
 * @param resolvesNamesAside true: a thread of the driver's own looks up host names, so that a slow
 *     name server stops nothing; false where all hosts are addresses
 * @param threadStarts run first in the driver's threads: in the one of {@link
 *     DriverThreads#SHARED}; in sender, receiver and conductor of {@link DriverThreads#DEDICATED};
 *     empty: nothing does
 */
public record DriverSettings(
    String role,
    Path directory,
    boolean isEmbedded,
    DriverThreads threads,
    int mtuBytes,
    long linkTimeoutNs,
    long requiredBytes,
    int maxStreamSessions,
    int counterBytes,
    boolean resolvesNamesAside,
    List<Runnable> threadStarts) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value and its range
   */
  public DriverSettings {
    if (!isEmbedded && directory == null) {
      throw new IllegalArgumentException(
          "an external media driver is found by its directory: set the Aeron directory");
    }
    Mtu.check(mtuBytes);
    if (linkTimeoutNs <= AeronDriver.TIMER_INTERVAL_NS * 2) {
      throw new IllegalArgumentException(
          "link timeout " + linkTimeoutNs + " ns is too short: more than 200 ms are needed");
    }
    if (!threadStarts.isEmpty() && threadStarts.size() != threads.count()) {
      throw new IllegalArgumentException(
          threadStarts.size() + " starts for " + threads.count() + " threads");
    }
  }
}
