package io.rafthold.sim;

import io.rafthold.sim.invariant.GroupView;
import io.rafthold.sim.invariant.InvariantViolation;

/**
 * One run under one seed: a safety phase, in which anything may happen and nothing wrong may, then
 * a liveness phase, in which faults end and everything must come right again.
 */
public final class Simulation {
  private static final long CHECK_NS = 50_000_000L;

  private final Plan plan;
  private final Trace trace;
  private final World world;
  private final Settlement settlement;
  private final Nemesis nemesis;

  /**
   * Prepares a run.
   *
   * @param plan as its seed drew it
   * @param trace is told of each event
   */
  public Simulation(Plan plan, Trace trace) {
    this(plan, trace, Watch.NONE);
  }

  /** Prepares a run that is watched. */
  public Simulation(Plan plan, Trace trace, Watch watch) {
    this.plan = plan;
    this.trace = trace;
    world = new World(plan, trace, watch);
    settlement = new Settlement(world);
    nemesis = new Nemesis(world, plan.faults());
  }

  /**
   * Runs it.
   *
   * @return what it was like
   * @throws InvariantViolation where something that must never be, was
   */
  public RunResult run() {
    world.brokers().forEach(SimBroker::start);
    for (final SimClient client : world.clients()) {
      client.schedule(0);
    }
    nemesis.begin();
    final boolean isHealthy = plan.faults().kinds().isEmpty();
    runUntil(plan.safetyNs);
    nemesis.end();
    final long settledNs = settle();
    if (isHealthy && world.history().acknowledgedCount() > 0) {
      world.marks().reach(Mark.HEALTHY_RUN);
    }
    for (final GroupView group : world.checker().groups()) {
      if (group.id() > 0) {
        world.history().checkGroup(group, group.id());
      }
    }
    return new RunResult(
        plan.seed,
        trace.hash(),
        trace.events(),
        world.nowNs(),
        settledNs - plan.safetyNs,
        world.history().acknowledgedCount(),
        world.history().readCount(),
        world.marks());
  }

  private long settle() {
    settlement.begin();
    while (!settlement.isOver()) {
      runUntil(world.nowNs() + CHECK_NS);
    }
    return world.nowNs();
  }

  private void runUntil(long endNs) {
    final EventQueue events = world.events();
    while (events.nextNs() <= endNs) {
      final Event event = events.poll();
      if (dispatch(event)) {
        world.checker().check();
      }
    }
    events.moveTo(endNs);
  }

  /** Lets an event happen; false where it was called off. */
  private boolean dispatch(Event event) {
    final int target = event.target;
    switch (event.kind) {
      case PEER_MESSAGE, REQUEST, SESSION -> {
        trace.event(event);
        if (!world.brokers().get(target).arrived(event)) {
          world.events().release(event);
        }
        return true;
      }
      case RESPONSE -> {
        trace.event(event);
        world.clients().get(target - plan.brokers).arrived(event);
        return true;
      }
      default -> {
        final boolean happened =
            switch (event.kind) {
              case STEP -> world.brokers().get(target).step(event);
              case FLUSH -> world.brokers().get(target).flush(event);
              case HOUSEKEEPING -> world.brokers().get(target).keepHouse(event);
              case FILES -> world.brokers().get(target).files(event);
              case FAULT -> nemesis.happen(event);
              case CLIENT -> world.clients().get(target - plan.brokers).step(event);
              default -> false;
            };
        if (happened) {
          trace.event(event);
        }
        world.events().release(event);
        return happened;
      }
    }
  }
}
