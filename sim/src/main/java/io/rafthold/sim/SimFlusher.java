package io.rafthold.sim;

import io.rafthold.partition.FlushScheduler;
import io.rafthold.partition.FlushTarget;
import io.rafthold.partition.VoteWrite;
import io.rafthold.server.FlushAgent;
import io.rafthold.sim.disk.SimFailure;
import java.io.UncheckedIOException;

/**
 * The production flush agent, driven by events in place of its thread: each flush ends a while
 * after it was asked for.
 */
final class SimFlusher implements FlushScheduler {
  private static final long NEVER = Long.MAX_VALUE;

  private final World world;
  private final SimBroker broker;
  private final long life;
  private final FlushAgent agent;
  private Throwable failure;
  private long nextNs = NEVER;

  SimFlusher(World world, SimBroker broker, long life) {
    this.world = world;
    this.broker = broker;
    this.life = life;
    agent = new FlushAgent(world.plan().flushIntervalNs, cause -> failure = cause);
  }

  @Override
  public void flushLog(FlushTarget target) {
    agent.flushLog(target);
    schedule(world.nowNs() + world.flushLatencyNs(broker.id));
  }

  @Override
  public void writeVote(VoteWrite write) {
    agent.writeVote(write);
    schedule(world.nowNs() + world.flushLatencyNs(broker.id));
  }

  @Override
  public <T extends FlushTarget & VoteWrite> void forget(T replica) {
    agent.forget(replica);
  }

  private void schedule(long atNs) {
    if (atNs < nextNs) {
      nextNs = atNs;
      final Event event = world.events().event(EventKind.FLUSH, broker.id);
      event.number = life;
      world.events().add(event, atNs);
    }
  }

  /** Does what is most pressing. */
  boolean run(Event event) {
    if (event.number != life || event.timeNs != nextNs) {
      return false;
    }
    nextNs = NEVER;
    broker.guard(this::flushOnce);
    if (broker.isUp()) {
      broker.wake();
    }
    return true;
  }

  private void flushOnce() {
    final long nowNs = world.nowNs();
    final int done = agent.doWork(nowNs);
    if (failure != null) {
      throwFailure();
    }
    if (done > 0) {
      schedule(nowNs + world.flushLatencyNs(broker.id));
    } else {
      schedule(agent.nextDueNs());
    }
  }

  private void throwFailure() {
    final Throwable cause = failure.getCause();
    if (cause instanceof SimFailure dead) {
      throw dead;
    }
    if (cause instanceof UncheckedIOException refused) {
      throw refused;
    }
    throw new IllegalStateException("a flush failed", cause);
  }
}
