package io.rafthold.bench.system;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Idles as the brokers' compact profile does while records pass: yields, and parks behind that. It
 * does not spin: a cycle takes microseconds, for which the process that has the answer may be
 * waiting for this core. (With 20 spins, the echo through a quorum took 168 us on two cores; with
 * none, 55.)
 */
public final class CompactIdle {
  private static final long SPINS = 0;
  private static final long YIELDS = 1000;
  private static final long MIN_PARK_NS = 20_000;
  private static final long MAX_PARK_NS = 1_000_000;

  private CompactIdle() {}

  /** Returns a new one, for one thread alone. */
  public static IdleStrategy create() {
    return new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NS, MAX_PARK_NS);
  }
}
