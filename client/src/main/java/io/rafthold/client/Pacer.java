package io.rafthold.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a {@link Pace}: says when each record is due, and waits for that. What is late is caught
 * up, so that the pace holds over time. For one thread at a time.
 */
public final class Pacer {
  private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Pace pace;
  private final long startNs;
  private long count;
  private long firstTimestampNs;

  /**
   * Starts to count; the first record is due at once.
   *
   * @param pace to be kept
   * @param startNs {@link System#nanoTime} when the first record is due
   */
  public Pacer(Pace pace, long startNs) {
    this.pace = pace;
    this.startNs = startNs;
  }

  /**
   * Takes the next record and tells when it is due.
   *
   * @param timestampNs of the record; only {@link Pace.Recorded} looks at it
   * @return as of {@link System#nanoTime}; may have passed
   */
  public long nextDueNs(long timestampNs) {
    if (count == 0) {
      firstTimestampNs = timestampNs;
    }
    final long place = count++;
    if (pace instanceof Pace.Recorded recorded) {
      return startNs + (long) ((timestampNs - firstTimestampNs) / recorded.factor());
    }
    if (pace instanceof Pace.Steady steady) {
      return startNs + (long) (place * (NS_PER_SECOND / steady.recordsPerSecond()));
    }
    return startNs;
  }

  /**
   * Waits until the next record is due.
   *
   * @param timestampNs of the record; only {@link Pace.Recorded} looks at it
   */
  public void await(long timestampNs) {
    if (pace instanceof Pace.AsFastAsPossible) {
      return;
    }
    final long dueNs = nextDueNs(timestampNs);
    long waitNs = dueNs - System.nanoTime();
    while (waitNs > 0) {
      LockSupport.parkNanos(waitNs);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      waitNs = dueNs - System.nanoTime();
    }
  }
}
