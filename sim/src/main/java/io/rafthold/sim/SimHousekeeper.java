package io.rafthold.sim;

import io.rafthold.partition.Housekeeper;
import io.rafthold.partition.HousekeepingTask;
import io.rafthold.server.HousekeepingAgent;

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
  private final AgentEvents events;
  private final HousekeepingAgent agent;

  SimHousekeeper(World world, SimBroker broker, long life) {
    this.world = world;
    events = new AgentEvents(world, broker, EventKind.HOUSEKEEPING, life, this::stepOnce);
    agent = new HousekeepingAgent(BYTES_PER_SECOND, events::fail);
  }

  @Override
  public void request(HousekeepingTask task) {
    agent.request(task);
    schedule();
  }

  @Override
  public void forget(HousekeepingTask task) {
    agent.forget(task);
  }

  private void schedule() {
    final long nowNs = world.nowNs();
    final long dueNs = agent.nextDueNs(nowNs);
    if (dueNs != NEVER) {
      events.schedule(Math.max(dueNs, nowNs + STEP_NS));
    }
  }

  /** Does the next step. */
  boolean run(Event event) {
    return events.run(event);
  }

  private void stepOnce() {
    agent.doWork(world.nowNs());
    events.throwFailure();
    schedule();
  }
}
