package io.rafthold.client.transport;

import io.aeron.exceptions.AeronException;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what Aeron reports aside: all of it is counted, little of it is logged. One foreign
 * datagram after the other must not fill a disk with log lines.
 *
 * <p>Called by the driver's threads as well as the transport's.
 */
public final class TransportErrors implements ErrorHandler {
  /** Lines that are logged within one {@link #WINDOW_NS}. */
  static final int MAX_LINES_PER_WINDOW = 5;

  /** The time for which lines are counted. */
  static final long WINDOW_NS = 10_000_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger(TransportErrors.class);

  private final AtomicLong count = new AtomicLong();
  private long windowStartNs = System.nanoTime();
  private int linesInWindow;
  private long suppressed;

  /** Creates a handler that has seen nothing. */
  public TransportErrors() {}

  @Override
  public void onError(Throwable error) {
    count.incrementAndGet();
    final long suppressedBefore = admit(System.nanoTime());
    if (suppressedBefore < 0) {
      return;
    }
    if (suppressedBefore > 0) {
      LOG.warn("{} further transport errors were not logged", suppressedBefore);
    }
    if (isWarning(error)) {
      LOG.warn("transport: {}", error.getMessage());
    } else {
      LOG.error("transport error", error);
    }
  }

  /**
   * Returns how many errors were reported.
   *
   * @return errors, logged or not
   */
  public long count() {
    return count.get();
  }

  /** Returns the lines suppressed before this one, or -1 where this one is to be suppressed. */
  synchronized long admit(long nowNs) {
    if (nowNs - windowStartNs >= WINDOW_NS) {
      windowStartNs = nowNs;
      linesInWindow = 0;
    }
    if (linesInWindow >= MAX_LINES_PER_WINDOW) {
      suppressed++;
      return -1;
    }
    linesInWindow++;
    final long before = suppressed;
    suppressed = 0;
    return before;
  }

  private static boolean isWarning(Throwable error) {
    return error instanceof AeronException aeronException
        && aeronException.category() == AeronException.Category.WARN;
  }
}
