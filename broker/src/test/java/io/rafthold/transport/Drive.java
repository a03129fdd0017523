package io.rafthold.transport;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.YieldingIdleStrategy;

/** Runs duty cycles by hand until something has come about, and no longer than a bound. */
final class Drive {
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

  private final Runnable[] cycles;

  Drive(Runnable... cycles) {
    this.cycles = cycles.clone();
  }

  void until(String what, BooleanSupplier condition) {
    final long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNs > LIMIT_NS) {
        throw new AssertionError("not within 30 s: " + what);
      }
      once();
    }
  }

  void forMillis(long millis) {
    final long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(millis)) {
      once();
    }
  }

  void once() {
    for (final Runnable cycle : cycles) {
      cycle.run();
    }
    YieldingIdleStrategy.INSTANCE.idle();
  }
}
