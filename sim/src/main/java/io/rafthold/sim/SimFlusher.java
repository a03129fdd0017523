package io.rafthold.sim;

import io.rafthold.partition.FlushScheduler;
import io.rafthold.partition.FlushTarget;
import io.rafthold.partition.VoteWrite;
import io.rafthold.server.FlushAgent;

/**
 * The production flush agent, driven by events in place of its thread: each flush ends a while
 * after it was asked for.
 */
final class SimFlusher implements FlushScheduler {
  private final World world;
  private final int brokerId;
  private final AgentEvents events;
  private final FlushAgent agent;

  SimFlusher(World world, SimBroker broker, long life) {
    this.world = world;
    brokerId = broker.id;
    events = new AgentEvents(world, broker, EventKind.FLUSH, life, this::flushOnce);
    agent = new FlushAgent(world.plan().flushIntervalNs, events::fail);
  }

  @Override
  public void flushLog(FlushTarget target) {
    agent.flushLog(target);
    events.schedule(endOfFlushNs());
  }

  @Override
  public void writeVote(VoteWrite write) {
    agent.writeVote(write);
    events.schedule(endOfFlushNs());
  }

  @Override
  public <T extends FlushTarget & VoteWrite> void forget(T replica) {
    agent.forget(replica);
  }

  private long endOfFlushNs() {
    return world.nowNs() + world.flushLatencyNs(brokerId);
  }

  /** Does what is most pressing. */
  boolean run(Event event) {
    return events.run(event);
  }

  private void flushOnce() {
    final int done = agent.doWork(world.nowNs());
    events.throwFailure();
    events.schedule(done > 0 ? endOfFlushNs() : agent.nextDueNs());
  }
}
