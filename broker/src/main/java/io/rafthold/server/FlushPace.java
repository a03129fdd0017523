package io.rafthold.server;

import java.util.concurrent.TimeUnit;

/**
 * How far behind a flush runs that nobody waits for: by the flush interval, and where forcing all
 * logs that wait takes long, by {@value #SPARE} times as long as that, up to a second. A force
 * costs the same for one record as for a hundred: a thousand logs that are each forced every few
 * milliseconds would take a core, and the disk, for nothing.
 *
 * <p>Used by the flush thread.
 */
final class FlushPace {
  /** Flushes that nobody waits for leave the thread, and the disk, idle for three parts of four. */
  static final int SPARE = 4;

  /** No stretch goes beyond this, whatever the disk takes. */
  static final long MAX_STRETCH_NS = TimeUnit.SECONDS.toNanos(1);

  /** One flush moves the mean by so large a part of the difference. */
  private static final int SMOOTHING = 16;

  private final long flushIntervalNs;
  private long meanNs;

  FlushPace(long flushIntervalNs) {
    this.flushIntervalNs = flushIntervalNs;
  }

  /** Notes how long a flush took. */
  void took(long durationNs) {
    meanNs += (durationNs - meanNs) / SMOOTHING;
  }

  /**
   * Returns when a flush is due that is asked for now.
   *
   * @param waiting logs that wait by then
   * @return nanoseconds from now
   */
  long intervalNs(int waiting) {
    return Math.max(flushIntervalNs, Math.min(MAX_STRETCH_NS, SPARE * meanNs * waiting));
  }
}
