package io.rafthold.server;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;

/**
 * Wall time as the monotonic clock and a difference, which is taken anew once a second: so a clock
 * that was set is followed, and reading it makes no object a cycle. It may fall, as any wall clock.
 */
final class WallClock implements EpochNanoClock {
  private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

  /** Readings of which the one counts that was interrupted least. */
  private static final int ATTEMPTS = 4;

  private final NanoClock monotonic;
  private final EpochNanoClock wall;
  private long differenceNs;
  private long takenNs;

  WallClock(NanoClock monotonic, EpochNanoClock wall) {
    this.monotonic = monotonic;
    this.wall = wall;
    takeDifference();
  }

  @Override
  public long nanoTime() {
    final long nowNs = monotonic.nanoTime();
    if (nowNs - takenNs >= INTERVAL_NS) {
      takeDifference();
    }
    return nowNs + differenceNs;
  }

  private void takeDifference() {
    long shortestNs = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS; i++) {
      final long beforeNs = monotonic.nanoTime();
      final long wallNs = wall.nanoTime();
      final long afterNs = monotonic.nanoTime();
      if (afterNs - beforeNs < shortestNs) {
        shortestNs = afterNs - beforeNs;
        differenceNs = wallNs - beforeNs - shortestNs / 2;
      }
      takenNs = afterNs;
    }
  }
}
