package io.rafthold.sim;

import io.rafthold.partition.Housekeeper;
import io.rafthold.partition.HousekeepingTask;
import io.rafthold.server.HousekeepingAgent;
import io.rafthold.sim.disk.SimFailure;

/**
 * The production housekeeping agent, driven by events in place of its thread: a step begins a while
 * after it was asked for, or after the one before it.
 */
final class SimHousekeeper implements Housekeeper {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long BYTES_PER_SECOND = 200L << 20;

  /** Long enough for duty cycles and flushes to come between two steps. */
  private static final long STEP_NS = 2_000_000;

  private final World world;
  private final SimBroker broker;
  private final long life;
  private final HousekeepingAgent agent;
  private Throwable failure;
  private long nextNs = NEVER;

  SimHousekeeper(World world, SimBroker broker, long life) {
    this.world = world;
    this.broker = broker;
    this.life = life;
    agent = new HousekeepingAgent(BYTES_PER_SECOND, cause -> failure = cause);
  }

  @Override
  public void request(HousekeepingTask task) {
    agent.request(task);
    schedule(agent.nextDueNs(world.nowNs()));
  }

  @Override
  public void forget(HousekeepingTask task) {
    agent.forget(task);
  }

  private void schedule(long dueNs) {
    if (dueNs == NEVER) {
      return;
    }
    final long atNs = Math.max(dueNs, world.nowNs() + STEP_NS);
    if (atNs < nextNs) {
      nextNs = atNs;
      final Event event = world.events().event(EventKind.HOUSEKEEPING, broker.id);
      event.number = life;
      world.events().add(event, atNs);
    }
  }

  /** Does the next step. */
  boolean run(Event event) {
    if (event.number != life || event.timeNs != nextNs) {
      return false;
    }
    nextNs = NEVER;
    broker.guard(this::stepOnce);
    if (broker.isUp()) {
      broker.wake();
    }
    return true;
  }

  private void stepOnce() {
    agent.doWork(world.nowNs());
    if (failure != null) {
      throwFailure();
    }
    schedule(agent.nextDueNs(world.nowNs()));
  }

  private void throwFailure() {
    final Throwable cause = failure.getCause();
    if (cause instanceof SimFailure dead) {
      throw dead;
    }
    throw new IllegalStateException("housekeeping failed", cause);
  }
}
