package io.rafthold.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Spaces records evenly. What is late is caught up, so that the rate holds over time. */
final class Pace {
  private final double intervalNs;
  private final long startNs;
  private long count;

  /**
   * Starts the pace.
   *
   * @param perSecond records a second; 0 for as fast as they come
   */
  Pace(double perSecond, long startNs) {
    this.intervalNs = perSecond > 0 ? TimeUnit.SECONDS.toNanos(1) / perSecond : 0;
    this.startNs = startNs;
  }

  /** Returns when the next record is due. */
  long nextDueNs() {
    final long dueNs = startNs + (long) (count * intervalNs);
    count++;
    return dueNs;
  }

  /** Waits until the next record is due. */
  void await() {
    if (intervalNs == 0) {
      return;
    }
    final long dueNs = nextDueNs();
    long waitNs = dueNs - System.nanoTime();
    while (waitNs > 0) {
      LockSupport.parkNanos(waitNs);
      waitNs = dueNs - System.nanoTime();
    }
  }
}
