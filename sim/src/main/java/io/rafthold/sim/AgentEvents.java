package io.rafthold.sim;

import io.rafthold.sim.disk.SimFailure;
import java.io.UncheckedIOException;

/**
 * Stands in for the thread of an agent: events of one kind drive its steps, as long as the process
 * lives that it belongs to. At most one event counts, the earliest that was asked for.
 */
final class AgentEvents {
  private static final long NEVER = Long.MAX_VALUE;

  private final World world;
  private final SimBroker broker;
  private final EventKind kind;
  private final long life;
  private final Runnable step;
  private Throwable failure;
  private long nextNs = NEVER;

  /**
   * @param life of the process; events of an earlier one do nothing
   * @param step asks for the next one by {@link #schedule}
   */
  AgentEvents(World world, SimBroker broker, EventKind kind, long life, Runnable step) {
    this.world = world;
    this.broker = broker;
    this.kind = kind;
    this.life = life;
    this.step = step;
  }

  /** Asks for a step; the maximum asks for none. */
  void schedule(long atNs) {
    if (atNs < nextNs) {
      nextNs = atNs;
      final Event event = world.events().event(kind, broker.id);
      event.number = life;
      world.events().add(event, atNs);
    }
  }

  /** Takes what the agent calls fatal, for the step under way to end the process by. */
  void fail(Throwable fatal) {
    failure = fatal;
  }

  /** Does the step, where the event is the one that counts. */
  boolean run(Event event) {
    if (event.number != life || event.timeNs != nextNs) {
      return false;
    }
    nextNs = NEVER;
    broker.guard(step);
    if (broker.isUp()) {
      broker.wake();
    }
    return true;
  }

  /** Ends the process where the agent has failed. */
  void throwFailure() {
    if (failure == null) {
      return;
    }
    final Throwable cause = failure.getCause();
    if (cause instanceof SimFailure dead) {
      throw dead;
    }
    if (cause instanceof UncheckedIOException refused) {
      throw refused;
    }
    throw new IllegalStateException("an agent failed", cause);
  }
}
