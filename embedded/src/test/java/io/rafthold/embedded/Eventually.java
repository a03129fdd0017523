package io.rafthold.embedded;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what comes by itself, with a bound that is generous: other things run beside it. */
final class Eventually {
  private static final long BOUND_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private Eventually() {}

  static void holds(String what, BooleanSupplier condition) {
    final long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNs > BOUND_NS) {
        throw new AssertionError("it never came to pass that " + what);
      }
      LockSupport.parkNanos(LOOK_INTERVAL_NS);
    }
  }
}
