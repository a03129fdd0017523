package io.rafthold.bench;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** Idles as the brokers' compact profile does while messages come: spins and yields. */
final class CompactIdle {
  private static final long SPINS = 20;
  private static final long YIELDS = 200;
  private static final long MIN_PARK_NS = 20_000;
  private static final long MAX_PARK_NS = 1_000_000;

  private CompactIdle() {}

  static IdleStrategy create() {
    return new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NS, MAX_PARK_NS);
  }
}
