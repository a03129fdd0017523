package io.rafthold.server;

import io.rafthold.partition.DiskSpace;
import io.rafthold.partition.HousekeepingTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks four times a second at how much room is left beside the logs. Below the reserve, the disk
 * counts as full until a tenth more than that is free. Looked at on the housekeeping thread, read
 * on any.
 */
public final class DiskWatch implements DiskSpace, HousekeepingTask {
  /** Stands for the smaller of {@link #MAX_AUTO_BYTES} and a twentieth of the file system. */
  static final long AUTO_RESERVE = -1;

  static final long MAX_AUTO_BYTES = 1L << 30;
  static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final Logger LOGGER = LoggerFactory.getLogger(DiskWatch.class);
  private static final int AUTO_SHARE = 20;
  private static final int HYSTERESIS_SHARE = 10;

  /** A look is one step, and there is always another one. */
  private static final long ONE_STEP = 1;

  /** Asks the file system. */
  @FunctionalInterface
  public interface Gauge {
    /**
     * Returns how many bytes this process may still use.
     *
     * @throws IOException where that cannot be told
     */
    long usableBytes() throws IOException;
  }

  private final Gauge gauge;
  private final long reserveBytes;
  private volatile long usableBytes;
  private volatile boolean isFull;

  /**
   * Looks for the first time.
   *
   * @param gauge is asked again with each step
   * @param reserveBytes below so many the disk counts as full; 0: never
   */
  public DiskWatch(Gauge gauge, long reserveBytes) {
    this.gauge = gauge;
    this.reserveBytes = reserveBytes;
    look();
  }

  /** Watches the file system of a broker's data directory, which exists. */
  static DiskWatch of(BrokerConfig config) {
    final Path directory = config.dataDirectory();
    try {
      final FileStore store = Files.getFileStore(directory);
      final long wanted = config.diskReserveBytes();
      final long reserve =
          wanted == AUTO_RESERVE
              ? Math.min(MAX_AUTO_BYTES, store.getTotalSpace() / AUTO_SHARE)
              : wanted;
      return new DiskWatch(store::getUsableSpace, reserve);
    } catch (final IOException failure) {
      throw new UncheckedIOException("cannot look at the file system of " + directory, failure);
    }
  }

  @Override
  public boolean isFull() {
    return isFull;
  }

  @Override
  public long usableBytes() {
    return usableBytes;
  }

  @Override
  public long reserveBytes() {
    return reserveBytes;
  }

  @Override
  public long step(long nowNs) {
    look();
    return ONE_STEP;
  }

  private void look() {
    final long usable;
    try {
      usable = gauge.usableBytes();
    } catch (final IOException failure) {
      throw new UncheckedIOException("cannot tell how much room the disk has", failure);
    }
    usableBytes = usable;
    if (!isFull && usable < reserveBytes) {
      isFull = true;
      LOGGER.error(
          "the disk is full: {} bytes are left, and disk.reserve is {}; no records are taken until"
              + " there is more room, and others shall lead; reads go on",
          usable,
          reserveBytes);
    } else if (isFull && usable >= reserveBytes + reserveBytes / HYSTERESIS_SHARE) {
      isFull = false;
      LOGGER.info("the disk has room again: {} bytes; records are taken", usable);
    }
  }

  @Override
  public boolean isUrgent() {
    return true;
  }

  @Override
  public long nextStepNs(long nowNs) {
    return nowNs + INTERVAL_NS;
  }

  @Override
  public void damaged(RuntimeException cause) {
    LOGGER.error("the disk is not watched any more", cause);
  }
}
