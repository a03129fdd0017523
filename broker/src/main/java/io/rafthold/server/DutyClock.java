package io.rafthold.server;

import io.rafthold.client.transport.TrafficIdleStrategy;

/**
 * The time that a duty cycle has lived through: the monotonic clock, but a step counts {@link
 * #MAX_STEP_NS} at most. A thread that was paused (garbage collection, SIGSTOP, a busy machine) has
 * heard nobody meanwhile, and must not take its own absence for the silence of others: what waits
 * in its sockets is looked at before any timer ends. Used by one thread.
 */
final class DutyClock {
  /** Most that one cycle may add: as long as a quiet broker sleeps, and a late wake-up with it. */
  static final long MAX_STEP_NS = TrafficIdleStrategy.LONGEST_SLEEP_NS + 5_000_000L;

  private long lastNs;
  private long dutyNs;

  /**
   * Starts the clock.
   *
   * @param nowNs of the monotonic clock
   */
  DutyClock(long nowNs) {
    lastNs = nowNs;
    dutyNs = nowNs;
  }

  /**
   * Moves on, once a cycle.
   *
   * @param nowNs of the monotonic clock
   * @return duty time, never falling
   */
  long advance(long nowNs) {
    dutyNs += Math.min(nowNs - lastNs, MAX_STEP_NS);
    lastNs = nowNs;
    return dutyNs;
  }
}
