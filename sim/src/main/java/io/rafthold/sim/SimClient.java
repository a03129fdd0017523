package io.rafthold.sim;

import io.rafthold.client.SimulatedClient;
import io.rafthold.sim.client.Workload;
import io.rafthold.sim.net.Session;

/** One client of a simulated cluster: the production client's core, and an application on it. */
final class SimClient {
  private static final long NEVER = Long.MAX_VALUE;

  /** Longest time without a duty cycle; what is due in the client is met so much later at most. */
  private static final long IDLE_NS = 50_000_000;

  private static final long SHORTEST_NS = 50_000;
  private static final long REQUEST_TIMEOUT_NS = 10_000_000_000L;

  final int node;
  private final World world;
  private final SimClock clock;
  private final SimRandom random;
  private final SimulatedClient client;
  private final Workload workload;
  private long looks;
  private long stepAtNs = NEVER;
  private long lastStepNs;
  private boolean hasNews;

  SimClient(World world, int node) {
    this.world = world;
    this.node = node;
    random = SimRandom.of(world.plan().seed, "client" + node);
    clock = new SimClock(random.below(1L << 40));
    final int[] ports = new int[world.plan().brokers];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = World.clientPort(i);
    }
    client =
        new SimulatedClient(
            "client-" + node,
            ports,
            port -> world.sessions().connect(node, World.brokerOfPort(port)),
            () -> clock.localNs(world.nowNs()) + looks++,
            random.next(),
            REQUEST_TIMEOUT_NS);
    workload = new Workload(client, world.plan(), world.history(), random, node);
  }

  Workload workload() {
    return workload;
  }

  SimClock clock() {
    return clock;
  }

  void arrived(Event event) {
    final Session session = (Session) event.subject;
    if (event.length > 0) {
      session.arrived(event);
    } else {
      session.changed();
      if (session.isClosed()) {
        world.sessions().ended(session);
      }
      world.events().release(event);
    }
    hasNews = true;
    schedule(world.nowNs());
  }

  void schedule(long wantedNs) {
    final long atNs = Math.max(wantedNs, lastStepNs + SHORTEST_NS);
    if (atNs < stepAtNs) {
      stepAtNs = atNs;
      world.events().add(world.events().event(EventKind.CLIENT, node), atNs);
    }
  }

  boolean step(Event event) {
    if (event.timeNs != stepAtNs) {
      return false;
    }
    stepAtNs = NEVER;
    lastStepNs = world.nowNs();
    final boolean hadNews = hasNews;
    hasNews = false;
    final long nextNs = workload.step(world.nowNs(), hadNews);
    schedule(Math.min(nextNs, world.nowNs() + IDLE_NS));
    return true;
  }
}
