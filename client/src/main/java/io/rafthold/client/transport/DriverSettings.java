package io.rafthold.client.transport;

import java.nio.file.Path;

/**
 * How a media driver is launched or found.
 *
 * @param role names a temporary directory: {@code client}, {@code broker-0}
 * @param directory the driver's directory; null: a temporary one of its own
 * @param isEmbedded false: a driver that runs already in {@code directory}
 * @param threads of an embedded driver
 * @param mtuBytes the largest datagram payload, a multiple of 32
 * @param linkTimeoutNs silence after which the other end of a stream counts as gone
 * @param requiredBytes free space that the directory's file system must have
 * @param maxStreamSessions streams that may arrive for one stream id
 * @param counterBytes length of the counters' values, 128 bytes each
 * @param resolvesNamesAside true: a thread of the driver's own looks up host names, so that a slow
 *     name server stops nothing; false where all hosts are addresses
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
    boolean resolvesNamesAside) {
  /** The smallest MTU that is worth its datagrams. */
  public static final int MIN_MTU_BYTES = 512;

  /** The largest MTU: what UDP carries. */
  public static final int MAX_MTU_BYTES = 65_504;

  /** Fits into Ethernet's frames. */
  public static final int DEFAULT_MTU_BYTES = 1408;

  private static final int MTU_UNIT_BYTES = 32;

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
    checkMtu(mtuBytes);
    if (linkTimeoutNs <= AeronDriver.TIMER_INTERVAL_NS * 2) {
      throw new IllegalArgumentException(
          "link timeout " + linkTimeoutNs + " ns is too short: more than 200 ms are needed");
    }
  }

  /**
   * Tells whether a number is an MTU.
   *
   * @param mtuBytes bytes
   * @return true for a multiple of 32 within the bounds
   */
  public static boolean isMtu(int mtuBytes) {
    return mtuBytes >= MIN_MTU_BYTES && mtuBytes <= MAX_MTU_BYTES && mtuBytes % MTU_UNIT_BYTES == 0;
  }

  /**
   * Checks an MTU.
   *
   * @throws IllegalArgumentException naming the value and its range
   */
  public static void checkMtu(int mtuBytes) {
    if (!isMtu(mtuBytes)) {
      throw new IllegalArgumentException(
          "MTU "
              + mtuBytes
              + " is not a multiple of 32 within "
              + MIN_MTU_BYTES
              + " and "
              + MAX_MTU_BYTES);
    }
  }
}
