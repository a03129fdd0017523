package io.rafthold.sim;

import io.rafthold.partition.Replica;
import io.rafthold.sim.fault.FaultKind;
import io.rafthold.sim.fault.FaultPlan;
import io.rafthold.sim.net.LinkState;
import java.util.ArrayList;
import java.util.List;

/** Carries a fault plan out: begins faults at random moments, ends them, and in the end all. */
final class Nemesis {
  private static final long MS = 1_000_000;
  private static final long REVIVAL_NS = 2_000 * MS;
  private static final long LEAST_NS = 30 * MS;
  private static final long MOST_NS = 20_000 * MS;

  private final World world;
  private final FaultPlan plan;
  private final SimRandom random;
  private final NetworkFaults network;
  private final BrokerFaults brokers;
  private final AdminFaults operators;
  private final CarelessOperator careless;
  private boolean isOver;

  Nemesis(World world, FaultPlan plan) {
    this.world = world;
    this.plan = plan;
    random = SimRandom.of(world.plan().seed, "nemesis");
    network = new NetworkFaults(world, plan, random);
    operators = new AdminFaults(world, random);
    brokers = new BrokerFaults(world, random, this::after);
    careless = new CarelessOperator(world, random, this);
  }

  /** Begins to watch for chances. */
  void begin() {
    network.restore();
    if (!plan.kinds().isEmpty()) {
      next();
      after(REVIVAL_NS, this::revive);
    }
    if (plan.kinds().contains(FaultKind.MEMBERSHIP_ANYHOW)) {
      careless.lookOut();
    }
  }

  /** A broker that died late of a fault is not left down for the rest of the run. */
  private void revive() {
    brokers.revive();
    after(random.within(REVIVAL_NS, 4 * REVIVAL_NS), this::revive);
  }

  private void next() {
    after(random.within(1, 2 * plan.meanIntervalNs()), this::strike);
  }

  private void strike() {
    final FaultKind kind = plan.kinds().get(random.below(plan.kinds().size()));
    if (begin(kind)) {
      world.marks().fault(kind);
    }
    next();
  }

  private long duration() {
    return random.skewed(LEAST_NS, MOST_NS);
  }

  /** Begins a fault; false where there is nothing for it to act on just now. */
  private boolean begin(FaultKind kind) {
    final long durationNs = duration();
    return switch (kind) {
      case PARTITION,
          ONE_WAY,
          RING,
          BRIDGE,
          CLIENTS_CUT_OFF,
          LOSS_BURST,
          SLOW_LINK,
          BACK_PRESSURE ->
          shape(kind, durationNs, -1);
      case LEADER_CUT_OFF -> shape(kind, durationNs, someLeader());
      case TOPIC_CREATED, TOPIC_DELETED, TRANSFER, MEMBERSHIP -> operators.begin(kind);
      case MEMBERSHIP_ANYHOW -> careless.askSome();
      default -> brokers.begin(kind, durationNs);
    };
  }

  /** The newest shape of the network replaces the one before. */
  private boolean shape(FaultKind kind, long durationNs, int subject) {
    if (!network.begin(kind, subject)) {
      return false;
    }
    final long shape = network.shape();
    world.parted(true);
    if (kind == FaultKind.RING || kind == FaultKind.BRIDGE) {
      world.marks().reach(Mark.NOT_TRANSITIVE);
    }
    after(
        durationNs,
        () -> {
          if (network.shape() == shape) {
            world.parted(false);
            network.restore();
          }
        });
    return true;
  }

  /** Cuts a broker off, or kills it, until the others have had time to elect leaders without it. */
  void silence(SimBroker broker) {
    final long electionNs = world.plan().electionMaxNs;
    final long durationNs = random.within(2 * electionNs, 6 * electionNs);
    if (random.below(2) == 0) {
      shape(FaultKind.LEADER_CUT_OFF, durationNs, broker.id);
    } else if (broker.isUp()) {
      brokers.crash(broker, durationNs);
    }
  }

  private int someLeader() {
    final List<SimBroker> leaders = new ArrayList<>();
    for (final SimBroker broker : world.brokers()) {
      for (final Replica replica : broker.replicas()) {
        if (replica.isLeader()) {
          leaders.add(broker);
        }
      }
    }
    return leaders.isEmpty() ? -1 : leaders.get(random.below(leaders.size())).id;
  }

  /** Lets something happen after a while, unless the faults are over by then. */
  void after(long delayNs, Runnable action) {
    final Event event = world.events().event(EventKind.FAULT, 0);
    event.subject = action;
    world.events().add(event, world.nowNs() + delayNs);
  }

  /** Lets a fault begin or end. */
  boolean happen(Event event) {
    if (isOver) {
      return false;
    }
    ((Runnable) event.subject).run();
    return true;
  }

  /** Ends all faults: what is broken for good stays so, everything else works again. */
  void end() {
    isOver = true;
    for (int from = 0; from < world.network().nodes(); from++) {
      for (int to = 0; to < world.network().nodes(); to++) {
        final LinkState link = world.network().link(from, to);
        link.heal();
      }
    }
    brokers.end();
  }
}
