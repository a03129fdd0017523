package io.rafthold.server;

import java.util.concurrent.TimeUnit;

/**
 * How far behind a flush runs that nobody waits for: by the flush interval, and where forcing all
 * logs that wait takes long, by {@value #SPARE} times as long as that, up to a quarter of a second.
 * A force costs the same for one record as for a hundred: a thousand logs that are each forced
 * every few milliseconds would take a core, and the disk, for nothing.
 *
 * <p>Used by the flush thread.
 */
final class FlushPace {
  /** Below the longest stretch, the thread and the disk are idle for three parts of four. */
  static final int SPARE = 4;

  /** No stretch goes beyond this, whatever the disk takes. */
  static final long MAX_STRETCH_NS = TimeUnit.MILLISECONDS.toNanos(250);

  /**
   * One flush that takes far longer than the others, as in a stall of the disk, is not their
   * measure.
   */
  private static final long MOST_ABOVE_MEAN_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int MOST_TIMES_MEAN = 4;

  /** One flush moves the mean by so large a part of the difference. */
  private static final int SMOOTHING = 16;

  private final long flushIntervalNs;
  private long meanNs;

  FlushPace(long flushIntervalNs) {
    this.flushIntervalNs = flushIntervalNs;
  }

  /** Notes how long the flush of a log took. */
  void took(long durationNs) {
    final long mostNs = MOST_TIMES_MEAN * meanNs + MOST_ABOVE_MEAN_NS;
    meanNs += (Math.min(durationNs, mostNs) - meanNs) / SMOOTHING;
  }

  /**
   * Returns how long a flush waits that is asked for now.
   *
   * @param waiting logs that wait by then
   * @return nanoseconds from now
   */
  long intervalNs(int waiting) {
    return Math.max(flushIntervalNs, Math.min(MAX_STRETCH_NS, SPARE * meanNs * waiting));
  }
}
