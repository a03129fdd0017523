package io.rafthold.client.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks whether a file system can hold a driver's buffers. A driver on one that is too small does
 * not fail with a message: touching a page that cannot be had ends in an {@code InternalError}.
 */
public final class StorageCheck {
  /** Counters, commands, error and loss log of one driver. */
  static final long DRIVER_BYTES = 32L * 1024 * 1024;

  /** Term buffers of one Aeron stream. */
  static final int TERMS_PER_STREAM = 3;

  private StorageCheck() {}

  /**
   * Returns what a driver needs.
   *
   * @param streams streams in either direction that must fit at the least
   * @param termLengthBytes length of each term
   * @return bytes
   */
  public static long requiredBytes(int streams, int termLengthBytes) {
    return DRIVER_BYTES + (long) streams * TERMS_PER_STREAM * termLengthBytes;
  }

  /**
   * Returns the free space of the file system that a path lies or would lie in.
   *
   * @return bytes that this user may take, or 0 where it cannot be told
   */
  public static long usableBytes(Path path) {
    Path existing = path.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return existing == null ? 0 : Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Fails where the space does not suffice.
   *
   * @param usableBytes as {@link #usableBytes} tells it
   * @throws TransportException with the figures and the remedy
   */
  public static void require(Path directory, long usableBytes, long requiredBytes) {
    if (usableBytes < requiredBytes) {
      throw new TransportException(
          "Aeron directory "
              + directory
              + " needs "
              + mebibytes(requiredBytes)
              + " MiB and its file system has "
              + mebibytes(usableBytes)
              + " MiB left: enlarge it (containers: --shm-size), set the Aeron directory to another"
              + " file system, or lower the term length");
    }
  }

  private static long mebibytes(long bytes) {
    return bytes >> 20;
  }
}
