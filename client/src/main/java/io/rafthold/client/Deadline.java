package io.rafthold.client;

import org.agrona.concurrent.NanoClock;

/** The time by which a blocking call of several steps must have ended. */
final class Deadline {
  private final NanoClock clock;
  private final long atNs;

  Deadline(NanoClock clock, long timeoutNs) {
    this.clock = clock;
    this.atNs = clock.nanoTime() + timeoutNs;
  }

  /** Returns what is left, zero or less when it has passed. */
  long leftNs() {
    return atNs - clock.nanoTime();
  }

  /** Returns the deadline of one step: so soon, or when the whole call has to end. */
  Deadline within(long timeoutNs) {
    return new Deadline(clock, Math.min(timeoutNs, leftNs()));
  }
}
