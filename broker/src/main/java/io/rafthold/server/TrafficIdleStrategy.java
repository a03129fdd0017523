package io.rafthold.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * How a thread of few cores waits: it yields as long as records have passed lately, so that the
 * next one finds it awake, and parks in steps when they have not. Heartbeats and status messages
 * are no traffic: they are handled at once and do not keep a quiet broker from sleeping. Used by
 * one thread.
 */
final class TrafficIdleStrategy implements IdleStrategy {
  /** How long after the last record the thread stays awake. */
  static final long AWAKE_NS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private long lastTrafficNs = System.nanoTime() - AWAKE_NS;
  private long parkNs = MIN_PARK_NS;

  /**
   * Notes that records passed in this cycle.
   *
   * @param nowNs of the monotonic clock
   */
  void onTraffic(long nowNs) {
    lastTrafficNs = nowNs;
    parkNs = MIN_PARK_NS;
  }

  @Override
  public void idle(int workCount) {
    if (workCount <= 0) {
      idle();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // Yielding is the point: others share the core.
  @Override
  public void idle() {
    if (System.nanoTime() - lastTrafficNs < AWAKE_NS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(parkNs);
      parkNs = Math.min(2 * parkNs, MAX_PARK_NS);
    }
  }

  @Override
  public void reset() {
    // Work alone is no reason to stay awake: see onTraffic.
  }

  @Override
  public String alias() {
    return "traffic";
  }
}
