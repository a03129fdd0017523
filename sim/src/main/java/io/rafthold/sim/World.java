package io.rafthold.sim;

import io.rafthold.partition.Replica;
import io.rafthold.raft.CoreObserver;
import io.rafthold.server.BrokerConfig;
import io.rafthold.server.ConfigLoader;
import io.rafthold.sim.client.History;
import io.rafthold.sim.disk.SimDisk;
import io.rafthold.sim.fault.FaultKind;
import io.rafthold.sim.invariant.Checker;
import io.rafthold.sim.invariant.InvariantViolation;
import io.rafthold.sim.invariant.MessageTap;
import io.rafthold.sim.net.Session;
import io.rafthold.sim.net.SimNetwork;
import io.rafthold.sim.net.SimSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** All that there is in a run: brokers, clients, what lies between them, and who watches. */
public final class World {
  /** Hears of each replica that has just become leader. */
  interface LeaderWatch {
    void onLeader(int brokerId, int groupId);
  }

  private static final int FIRST_CLIENT_PORT = 20_000;
  private static final int PORTS_PER_BROKER = 10;

  private final Plan plan;
  private final Trace trace;
  private final Watch watch;
  private final EventQueue events = new EventQueue();
  private final Marks marks = new Marks();
  private final Checker checker = new Checker(marks);
  private final MessageTap tap = new MessageTap(checker, marks);
  private final History history = new History(checker);
  private final SimNetwork network;
  private final SimSessions sessions;
  private final SimRandom latencies;
  private final List<SimBroker> brokers = new ArrayList<>();
  private final List<SimClient> clients = new ArrayList<>();
  private final long[] flushFactors;
  private boolean isParted;
  private LeaderWatch leaderWatch = (brokerId, groupId) -> {};
  private final Promises promises = new Promises(this);

  /** Makes a world in which nothing runs yet. */
  World(Plan plan, Trace trace, Watch watch) {
    this.plan = plan;
    checker.conduct().leaders().limit(2 * (plan.electionMaxNs + plan.heartbeatNs));
    this.watch = watch;
    this.trace = trace;
    network =
        new SimNetwork(events, SimRandom.of(plan.seed, "network"), plan.brokers + plan.clients);
    checker.conduct().spared().graceNs(plan.retention().graceNs());
    checker.conduct().room().isFull(id -> brokers.get(id).isShortOfRoom());
    sessions =
        new SimSessions(
            events,
            network,
            SimRandom.of(plan.seed, "sessions"),
            checker,
            id -> brokers.get(id).life(),
            id -> checker.onStep(id, brokers.get(id).replicas()),
            marks,
            plan.linkTimeoutNs);
    latencies = SimRandom.of(plan.seed, "latencies");
    flushFactors = new long[plan.brokers];
    for (int id = 0; id < plan.brokers; id++) {
      flushFactors[id] = 1;
      brokers.add(
          new SimBroker(
              this,
              id,
              config(id),
              new SimDisk(
                  id,
                  SimRandom.of(plan.seed, "disk" + id),
                  watch.disks(checker),
                  plan.segmentBytes)));
    }
    for (int i = 0; i < plan.clients; i++) {
      clients.add(new SimClient(this, plan.brokers + i));
    }
  }

  private BrokerConfig config(int id) {
    final StringBuilder members = new StringBuilder();
    for (int i = 0; i < plan.brokers; i++) {
      members.append(i == 0 ? "" : ",").append(i).append("@sim:").append(10_000 + i).append(':');
      members.append(clientPort(i)).append(':').append(clientPort(i) + 1);
    }
    return ConfigLoader.load(
        null,
        Map.of(),
        List.of(
            "cluster.id=sim",
            "cluster.members=" + members,
            "broker.id=" + id,
            "record.max.bytes=16KiB",
            plan.retention().checkSetting(),
            plan.retention().graceSetting(),
            "threads.profile=compact",
            plan.faults().kinds().contains(FaultKind.HIDDEN_ROT)
                ? "scrub.rate=1GiB"
                : "scrub.rate=0",
            "scrub.interval=" + plan.scrubMs + "ms",
            "election.timeout="
                + plan.electionMinNs / 1_000_000
                + "ms.."
                + plan.electionMaxNs / 1_000_000
                + "ms",
            "heartbeat.interval=" + plan.heartbeatNs / 1_000_000 + "ms",
            "flush.interval=" + plan.flushIntervalNs / 1_000_000 + "ms"));
  }

  static int clientPort(int broker) {
    return FIRST_CLIENT_PORT + broker * PORTS_PER_BROKER;
  }

  static int brokerOfPort(int clientPort) {
    return (clientPort - FIRST_CLIENT_PORT) / PORTS_PER_BROKER;
  }

  Plan plan() {
    return plan;
  }

  Trace trace() {
    return trace;
  }

  Watch watch() {
    return watch;
  }

  EventQueue events() {
    return events;
  }

  long nowNs() {
    return events.nowNs();
  }

  Checker checker() {
    return checker;
  }

  MessageTap tap() {
    return tap;
  }

  History history() {
    return history;
  }

  SimNetwork network() {
    return network;
  }

  SimSessions sessions() {
    return sessions;
  }

  List<SimBroker> brokers() {
    return brokers;
  }

  List<SimClient> clients() {
    return clients;
  }

  /** Returns what was reached so far. */
  Marks marks() {
    return marks;
  }

  Promises promises() {
    return promises;
  }

  LeaderWatch leaderWatch() {
    return leaderWatch;
  }

  void leaderWatch(LeaderWatch watch) {
    leaderWatch = watch;
  }

  /** Returns the brokers that group 0 begins with. */
  List<Integer> founders() {
    return IntStream.range(0, plan.brokers).boxed().toList();
  }

  /** Draws how long a broker's next flush takes. */
  long flushLatencyNs(int broker) {
    return latencies.within(plan.flushNs / 2, plan.flushNs * 3 / 2) * flushFactors[broker];
  }

  /** Makes a broker's flushes take so many times as long as usual. */
  void flushFactor(int broker, long factor) {
    flushFactors[broker] = factor;
  }

  /** Tells whether a session is with the present life of a broker. */
  boolean isOf(Session session, SimBroker broker) {
    return session.brokerLife() == broker.life();
  }

  /** Says how all replicas are, a line each. */
  String describe() {
    final StringBuilder text = new StringBuilder();
    for (final SimBroker broker : brokers) {
      text.append("\n  broker ").append(broker.id).append(broker.isUp() ? "" : " is down");
      for (final Replica replica : broker.replicas()) {
        text.append("\n    group ").append(replica.settings().groupId());
        text.append(' ').append(replica.role()).append(" term ").append(replica.term());
        text.append(" leader ").append(replica.leaderId());
        text.append(" log to ").append(replica.log().lastIndex());
        text.append(", flushed ").append(replica.log().flushedIndex());
        text.append(", committed ").append(replica.commitIndex());
        text.append(", members ").append(replica.membership());
        text.append(replica.isRejoining() ? ", rejoining" : "");
        text.append(replica.isReadyToServe() ? ", ready" : "");
      }
    }
    return text.toString();
  }

  /** Makes what watches the core of a replica. */
  CoreObserver observer(int brokerId, int groupId) {
    final CoreObserver forMarks = new MarkObserver(this, brokerId, groupId);
    final CoreObserver forTraces = watch.observer(brokerId, groupId);
    if (forTraces == CoreObserver.NONE) {
      return forMarks;
    }
    return (input, message, core) -> {
      forMarks.onInput(input, message, core);
      forTraces.onInput(input, message, core);
    };
  }

  /** Tells whether a broker is down or the network is parted. */
  boolean isDisturbed() {
    return isParted || brokers.stream().anyMatch(broker -> !broker.isUp());
  }

  void parted(boolean value) {
    isParted = value;
  }

  /** Writes down what happens to a broker or a client. */
  void note(int node, String text) {
    if (trace.isOn()) {
      trace.line(nowNs(), "node " + node + " " + text);
    }
  }

  /** Makes a violation of an exception that nothing explains. */
  InvariantViolation unexpected(int broker, Throwable bug) {
    final InvariantViolation violation =
        new InvariantViolation(SimBroker.class, "broker " + broker + " fails: " + bug);
    violation.initCause(bug);
    return violation;
  }
}
