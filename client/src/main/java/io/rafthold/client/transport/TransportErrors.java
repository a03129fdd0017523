package io.rafthold.client.transport;

import io.aeron.driver.exceptions.InvalidChannelException;
import io.aeron.exceptions.AeronEvent;
import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.ControlProtocolException;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;
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

  /** Aeron's word for a stream of ours that its receiver refused. */
  private static final String REFUSED_STREAM = "onPublicationError";

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
    if (reachesTheCaller(error)) {
      LOG.debug("told to the caller", error);
      return;
    }
    final long suppressedBefore = admit(System.nanoTime());
    if (suppressedBefore < 0) {
      return;
    }
    if (suppressedBefore > 0) {
      LOG.warn("{} further transport errors were not logged", suppressedBefore);
    }
    log(error);
  }

  private static void log(Throwable error) {
    if (!(error instanceof AeronException aeronException)) {
      LOG.error("transport error", error);
    } else if (aeronException.category() == AeronException.Category.WARN) {
      LOG.warn("transport: {}", error.getMessage());
    } else {
      LOG.error("transport: {}", error.getMessage());
    }
    LOG.debug("reported by", error);
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

  /** What the driver refuses, or its end, is told to whoever asked and knows what to make of it. */
  private static boolean reachesTheCaller(Throwable error) {
    return error instanceof ControlProtocolException
        || error instanceof InvalidChannelException
        || error instanceof AgentTerminationException
        || (error instanceof AeronEvent && error.getMessage().contains(REFUSED_STREAM));
  }
}
