package io.rafthold.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions, never for time alone. */
final class Await {
  private static final long POLL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private Await() {}

  /**
   * Returns when the condition holds.
   *
   * @throws AssertionError where it does not within the bound, saying what was waited for
   */
  static void until(String what, Duration bound, BooleanSupplier condition) {
    final long deadlineNs = System.nanoTime() + bound.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw new AssertionError("not within " + bound.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(POLL_INTERVAL_NS);
    }
  }

  /** Lets time pass where the time itself is the fault that is tried. */
  static void pass(Duration time) {
    final long endNs = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - endNs < 0) {
      LockSupport.parkNanos(POLL_INTERVAL_NS);
    }
  }
}
