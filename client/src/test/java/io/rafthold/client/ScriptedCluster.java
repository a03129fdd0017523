package io.rafthold.client;

import io.rafthold.client.transport.Doze;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NoOpIdleStrategy;

/**
 * Brokers in memory that follow the protocol and misbehave on purpose. Time passes with each duty
 * cycle of the client, so that a whole scenario is a function of its seed.
 */
final class ScriptedCluster implements Links, Doze {
  static final String TOPIC = "t";
  static final int FIRST_PORT = 9000;
  private static final long CYCLE_NS = 200_000;

  private final Semaphore calls = new Semaphore(0);
  final VirtualClock clock = new VirtualClock();
  final List<ScriptedBroker> brokers = new ArrayList<>();
  final List<ScriptedLink> links = new ArrayList<>();
  final List<String> changes = new ArrayList<>();

  /** Of each partition of topics to come. */
  int replicas = Integer.MAX_VALUE;

  final Map<String, List<ModelPartition>> topics = new TreeMap<>();

  /** Brokers that do not belong to it any more. */
  final Set<Integer> removed = new HashSet<>();

  /** How often a client tried to reach each broker. */
  final Map<Integer, Integer> attempts = new TreeMap<>();

  final Faults faults;
  int controller;

  /** Answers requests that change brokers, replicas and leaders with this. */
  ErrorCode administered = ErrorCode.OK;

  long nextProducerId = 100;
  int groups;
  long cycleNs = CYCLE_NS;
  Runnable onCycle = () -> {};

  ScriptedCluster(int size, Faults faults) {
    this.faults = faults;
    for (int id = 0; id < size; id++) {
      brokers.add(new ScriptedBroker(this, id));
    }
  }

  ScriptedCluster withTopic(String name, int partitions) {
    topics.put(name, new ArrayList<>());
    grow(name, partitions);
    return this;
  }

  /** Adds partitions, up to a number; false where there are as many. */
  boolean grow(String name, int partitions) {
    final List<ModelPartition> all = topics.get(name);
    if (all.size() >= partitions) {
      return false;
    }
    for (int i = all.size(); i < partitions; i++) {
      final List<Integer> ids = new ArrayList<>();
      for (int j = 0; j < Math.min(replicas, brokers.size()); j++) {
        ids.add((i + j) % brokers.size());
      }
      all.add(new ModelPartition(++groups, ids));
    }
    return true;
  }

  ModelPartition partition(int number) {
    return topics.get(TOPIC).get(number);
  }

  ModelPartition group(int groupId) {
    return topics.values().stream()
        .flatMap(List::stream)
        .filter(partition -> partition.groupId == groupId)
        .findFirst()
        .orElse(null);
  }

  ClientRuntime client() {
    return client(10_000_000_000L);
  }

  ClientRuntime client(long requestTimeoutNs) {
    final List<Endpoint> bootstrap = List.of(new Endpoint("localhost", FIRST_PORT, FIRST_PORT + 1));
    return client(requestTimeoutNs, bootstrap);
  }

  ClientRuntime client(long requestTimeoutNs, List<Endpoint> bootstrap) {
    final ClientCore core =
        new ClientCore("test", bootstrap, this, clock, faults.random.nextLong());
    return new ClientRuntime(
        core, requestTimeoutNs, new InvokerDriver(core, NoOpIdleStrategy.INSTANCE));
  }

  @Override
  public Link connect(Endpoint endpoint) {
    final int id = (endpoint.clientPort() - FIRST_PORT) / 10;
    attempts.merge(id, 1, Integer::sum);
    final ScriptedLink link = new ScriptedLink(this, id < brokers.size() ? brokers.get(id) : null);
    links.add(link);
    return link;
  }

  @Override
  public int invoke() {
    clock.advance(cycleNs);
    onCycle.run();
    moveLeaders();
    links.removeIf(ScriptedLink::isClosed);
    for (final ScriptedLink link : List.copyOf(links)) {
      if (link.broker == null) {
        continue;
      }
      if (!link.broker.isUp || faults.rarely(faults.disconnect)) {
        link.isClosed = true;
        continue;
      }
      link.broker.serve(link);
    }
    return 0;
  }

  @Override
  public Doze doze() {
    return this;
  }

  @Override
  public boolean isOver() {
    return true;
  }

  @Override
  public void sleep(long timeoutNs) {
    try {
      if (calls.tryAcquire(timeoutNs, TimeUnit.NANOSECONDS)) {
        calls.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void wake() {
    calls.release();
  }

  private void moveLeaders() {
    for (final List<ModelPartition> topic : topics.values()) {
      for (final ModelPartition partition : topic) {
        if (faults.rarely(faults.moveLeader)) {
          partition.leader =
              faults.hit(300) ? -1 : partition.replicas.get(faults.random.nextInt(brokers.size()));
          partition.term++;
        }
        if (partition.leader < 0 && faults.electsAgain && faults.hit(50)) {
          partition.leader = partition.replicas.get(faults.random.nextInt(brokers.size()));
          partition.term++;
        }
      }
    }
  }

  void runFor(ClientRuntime client, long ns) {
    final long endNs = clock.nanoTime() + ns;
    while (clock.nanoTime() < endNs) {
      client.invoke();
    }
  }

  @Override
  public void close() {
    links.forEach(ScriptedLink::close);
  }
}
