package io.rafthold.server;

import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Says what the disk refused to housekeeping: the first at once, then one in ten seconds. */
final class HousekeepingFailures {
  static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);

  /** Where a line goes. */
  interface Output {
    void warn(String message, Throwable cause);
  }

  private final Output output;
  private long quietUntilNs = Long.MIN_VALUE;
  private long untold;

  HousekeepingFailures(Output output) {
    this.output = output;
  }

  void log(UncheckedIOException refusal, long nowNs) {
    if (nowNs < quietUntilNs) {
      untold++;
      return;
    }
    quietUntilNs = nowNs + INTERVAL_NS;
    final String others = untold == 0 ? "" : " (" + untold + " more since the last such line)";
    untold = 0;
    output.warn("housekeeping was refused by the disk and tries again" + others, refusal);
  }
}
