package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.partition.DiskSpace;
import io.rafthold.partition.FlushesByHand;
import io.rafthold.partition.HouseByHand;
import io.rafthold.partition.Housekeeper;
import io.rafthold.partition.PeerLink;
import io.rafthold.raft.CoreObserver;
import io.rafthold.session.ClientLink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whole brokers but for threads and streams, in one thread: real files, and a network of queues
 * that is cut by hand. Client sessions are numbers that a test chooses.
 */
final class CoreCluster implements AutoCloseable {
  static final long STEP_NS = Duration.ofMillis(5).toNanos();

  static final int HEARTBEAT_MS = 50;

  private static final long PATIENCE_NS = 30_000_000_000L;
  private static final int PATIENCE_STEPS = 8_000;
  private static final int MAX_MESSAGE_BYTES = 2 << 20;
  private static final int FIRST_PORT = 10_000;

  private record Packet(int from, int to, UnsafeBuffer bytes) {}

  /** One broker with what it has sent to clients. */
  static final class Node implements ClientLink {
    final int id;
    final List<UnsafeBuffer> replies = new ArrayList<>();
    final StageHistograms stages = new StageHistograms();
    private final FlushesByHand flushes = new FlushesByHand();
    private final HouseByHand house = new HouseByHand();
    private final DataDirectory directory;
    private final ReplicaFiler filer;
    private final BrokerCore core;
    private String fatal = "";
    private int sentCount;

    private Node(int id, BrokerConfig config, PeerLink peers, long seed, long nowNs) {
      this.id = id;
      directory = DataDirectory.open(config);
      final PoolTask noPool = new PoolTask(directory.path().resolve("pool"), 0, Housekeeper.NONE);
      filer = new ReplicaFiler(directory, id, noPool, (what, cause) -> fatal = what + ": " + cause);
      boolean done = false;
      try {
        core =
            new BrokerCore(
                config,
                directory.identity(),
                new BrokerPorts(
                    peers,
                    this,
                    flushes,
                    house,
                    Housekeeper.NONE,
                    filer,
                    DiskSpace.PLENTY,
                    group -> CoreObserver.NONE,
                    stages),
                new SplittableRandom(seed + id),
                nowNs);
        done = true;
      } finally {
        if (!done) {
          filer.finish();
          directory.close();
        }
      }
    }

    /** Returns where it keeps its replicas. */
    Path groups() {
      return directory.groupsDirectory();
    }

    BrokerCore core() {
      return core;
    }

    /** Returns how many messages it has sent to other brokers since it started. */
    int sentCount() {
      return sentCount;
    }

    @Override
    public boolean offer(long sessionId, DirectBuffer buffer, int position, int length) {
      replies.add(copy(buffer, position, length));
      return true;
    }

    @Override
    public int maxMessageLength() {
      return MAX_MESSAGE_BYTES;
    }

    @Override
    public void close(long sessionId) {
      core.clients().onSessionClosed(sessionId);
    }

    private void stop() {
      core.close();
      filer.finish();
      directory.close();
    }
  }

  private final List<Node> nodes = new ArrayList<>();
  private final Deque<Packet> packets = new ArrayDeque<>();
  private final Set<Integer> isolated = new HashSet<>();
  private final Set<Integer> stopped = new HashSet<>();
  private final Set<Integer> paused = new HashSet<>();
  private final Path directory;
  private final int brokers;
  private final long seed;
  private boolean keepsHouse;
  private long nowNs = 1;

  CoreCluster(Path directory, int brokers, long seed) {
    this.directory = directory;
    this.brokers = brokers;
    this.seed = seed;
    for (int id = 0; id < brokers; id++) {
      nodes.add(newNode(id));
    }
  }

  private Node newNode(int id) {
    return new Node(id, config(directory, id, brokers), linkOf(id), seed + nowNs, nowNs);
  }

  /** Stops a broker as its process does, and lets go of its files. */
  void stop(int id) {
    stopped.add(id);
    nodes.get(id).stop();
  }

  /**
   * Starts a stopped broker over what its directory holds now; it stays stopped where that fails.
   */
  void start(int id) {
    nodes.set(id, newNode(id));
    stopped.remove(id);
  }

  private static BrokerConfig config(Path directory, int id, int brokers) {
    final StringBuilder members = new StringBuilder();
    for (int i = 0; i < brokers; i++) {
      final int port = FIRST_PORT + 10 * i;
      members.append(i == 0 ? "" : ",").append(i).append("@localhost:").append(port);
      members.append(':').append(port + 1).append(':').append(port + 2);
    }
    return ConfigLoader.load(
        null,
        Map.of(),
        List.of(
            "cluster.id=cores",
            "cluster.members=" + members,
            "broker.id=" + id,
            "data.dir=" + directory.resolve("b" + id),
            "heartbeat.interval=" + HEARTBEAT_MS + "ms",
            "segment.bytes=1MiB",
            "scrub.interval=1s",
            "record.max.bytes=16KiB"));
  }

  /** Has what waits for the housekeeping thread done in each step; else it waits for ever. */
  void keepHouse() {
    keepsHouse = true;
  }

  Node at(int id) {
    return nodes.get(id);
  }

  long nowNs() {
    return nowNs;
  }

  /** Cuts a broker off from all others, or lets it back. */
  void isolate(int id, boolean isCutOff) {
    if (isCutOff) {
      isolated.add(id);
    } else {
      isolated.remove(id);
    }
  }

  /** Has a broker stand still, as when its thread is paused, for some steps of the others. */
  void pause(int id, int steps) {
    paused.add(id);
    for (int i = 0; i < steps; i++) {
      step();
    }
    paused.remove(id);
  }

  /** Delivers what is under way, and lets every broker complete a duty cycle. */
  void step() {
    nowNs += STEP_NS;
    final List<Node> running = new ArrayList<>(running());
    running.removeIf(node -> paused.contains(node.id));
    for (final Node node : running) {
      node.core.begin(nowNs, nowNs);
    }
    for (int waiting = packets.size(); waiting > 0; waiting--) {
      final Packet packet = packets.poll();
      if (isolated.contains(packet.from())
          || isolated.contains(packet.to())
          || stopped.contains(packet.to())) {
        continue;
      }
      if (paused.contains(packet.to())) {
        packets.add(packet);
      } else {
        nodes
            .get(packet.to())
            .core
            .peers()
            .onPeerMessage(packet.bytes(), 0, packet.bytes.capacity());
      }
    }
    for (final Node node : running) {
      node.core.finish();
      node.flushes.flush();
      if (keepsHouse) {
        node.house.keep(nowNs);
      }
      assertThat(node.fatal).as("broker " + node.id).isEmpty();
    }
  }

  /** Returns the brokers that are not stopped. */
  List<Node> running() {
    return nodes.stream().filter(node -> !stopped.contains(node.id)).toList();
  }

  /** Steps until a condition holds; fails where it never does: files are opened in real time. */
  void await(String what, BooleanSupplier condition) {
    final long deadlineNs = System.nanoTime() + PATIENCE_NS;
    for (int i = 0; !condition.getAsBoolean(); i++) {
      if (i >= PATIENCE_STEPS && System.nanoTime() - deadlineNs > 0) {
        break;
      }
      step();
    }
    assertThat(condition.getAsBoolean()).as(what).isTrue();
  }

  /** Steps until one of the connected brokers leads a group, and serves. */
  Node awaitLeader(int groupId) {
    await("a leader of group " + groupId, () -> leader(groupId) != null);
    return leader(groupId);
  }

  private Node leader(int groupId) {
    for (final Node node : running()) {
      final boolean serves =
          node.core.replicas().stream()
              .anyMatch(r -> r.settings().groupId() == groupId && r.isReadyToServe());
      if (serves && !isolated.contains(node.id)) {
        return node;
      }
    }
    return null;
  }

  /** A client's message reaches a broker, within its next duty cycle. */
  void request(Node node, long sessionId, DirectBuffer message, int length) {
    node.core.clients().onClientMessage(sessionId, message, 0, length);
  }

  private PeerLink linkOf(int from) {
    return new PeerLink() {
      @Override
      public boolean offer(int brokerId, DirectBuffer buffer, int position, int length) {
        packets.add(new Packet(from, brokerId, copy(buffer, position, length)));
        nodes.get(from).sentCount++;
        return true;
      }

      @Override
      public boolean isReady(int brokerId) {
        return true;
      }

      @Override
      public int maxMessageLength() {
        return MAX_MESSAGE_BYTES;
      }
    };
  }

  private static UnsafeBuffer copy(DirectBuffer buffer, int position, int length) {
    final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
    copy.putBytes(0, buffer, position, length);
    return copy;
  }

  @Override
  public void close() {
    running().forEach(Node::stop);
  }
}
