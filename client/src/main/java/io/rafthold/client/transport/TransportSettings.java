package io.rafthold.client.transport;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a client's transport runs. Immutable; start at {@link #defaults} and change what differs.
 *
 * @param aeronDirectory the driver's directory; null: a temporary one that is deleted on close
 * @param isDriverEmbedded false: an external driver that runs in {@code aeronDirectory}
 * @param termLengthBytes length of each of three term buffers of a stream; a power of two, at most
 *     what the brokers are set to; an eighth of it is the longest message
 * @param mtuBytes the largest datagram payload, see {@link Mtu}
 * @param linkTimeoutNs silence after which a broker counts as gone
 */
public record TransportSettings(
    String aeronDirectory,
    boolean isDriverEmbedded,
    int termLengthBytes,
    int mtuBytes,
    long linkTimeoutNs) {
  /** Silence after which a broker counts as gone, unless set. */
  public static final long DEFAULT_LINK_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(3);

  /** Links that must find room: requests and responses of two brokers. */
  private static final int MIN_STREAMS = 4;

  private static final int MAX_STREAM_SESSIONS = 4096;
  private static final int COUNTER_BYTES = 1024 * 1024;
  private static final TransportSettings DEFAULTS =
      new TransportSettings(
          null, true, Channels.DEFAULT_TERM_LENGTH_BYTES, Mtu.AUTOMATIC, DEFAULT_LINK_TIMEOUT_NS);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value and its range
   */
  public TransportSettings {
    Channels.checkTermLength(termLengthBytes);
    Mtu.check(mtuBytes);
    if (!isDriverEmbedded && aeronDirectory == null) {
      throw new IllegalArgumentException(
          "an external media driver is found by its directory: set the Aeron directory");
    }
  }

  /**
   * Returns the settings of an embedded driver in a temporary directory.
   *
   * @return 16 MiB terms, an automatic MTU, a link timeout of 3 s
   */
  public static TransportSettings defaults() {
    return DEFAULTS;
  }

  /**
   * Returns these settings with the directory of an embedded driver.
   *
   * @param directory is created where it is missing and deleted on close; null: a temporary one
   */
  public TransportSettings withAeronDirectory(String directory) {
    return new TransportSettings(directory, true, termLengthBytes, mtuBytes, linkTimeoutNs);
  }

  /**
   * Returns these settings with an external driver.
   *
   * @param directory of a driver that runs
   */
  public TransportSettings withExternalDriver(String directory) {
    return new TransportSettings(directory, false, termLengthBytes, mtuBytes, linkTimeoutNs);
  }

  /**
   * Returns these settings with another term length.
   *
   * @param bytes a power of two
   */
  public TransportSettings withTermLength(int bytes) {
    return new TransportSettings(aeronDirectory, isDriverEmbedded, bytes, mtuBytes, linkTimeoutNs);
  }

  /**
   * Returns these settings with another MTU.
   *
   * @param bytes as {@link Mtu} says
   */
  public TransportSettings withMtu(int bytes) {
    return new TransportSettings(
        aeronDirectory, isDriverEmbedded, termLengthBytes, bytes, linkTimeoutNs);
  }

  /**
   * Returns these settings with another link timeout.
   *
   * @param timeoutNs more than 200 ms
   */
  public TransportSettings withLinkTimeout(long timeoutNs) {
    return new TransportSettings(
        aeronDirectory, isDriverEmbedded, termLengthBytes, mtuBytes, timeoutNs);
  }

  DriverSettings driver() {
    return new DriverSettings(
        "client",
        aeronDirectory == null ? null : Path.of(aeronDirectory),
        isDriverEmbedded,
        DriverThreads.INVOKED,
        mtuBytes,
        linkTimeoutNs,
        StorageCheck.requiredBytes(MIN_STREAMS, termLengthBytes),
        MAX_STREAM_SESSIONS,
        COUNTER_BYTES,
        true,
        List.of());
  }
}
