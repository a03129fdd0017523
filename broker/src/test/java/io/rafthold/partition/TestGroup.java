package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.Membership;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One Raft group of several brokers in one thread, over real files and a network of queues. Driven
 * by hand, so that a test decides what happens between two steps.
 */
final class TestGroup implements AutoCloseable {
  private static final long STEP_NS = 5_000_000L;
  private static final int PATIENCE_STEPS = 4_000;

  private record Packet(int from, int to, UnsafeBuffer bytes) {}

  private final long seed;
  private final Path directory;
  private final AckLevel level;
  private final Map<Integer, TestReplica> replicas = new TreeMap<>();
  private final Deque<Packet> packets = new ArrayDeque<>();
  private final Set<Integer> isolated = new HashSet<>();
  private boolean losesEveryOther;
  private int distortedOver = Integer.MAX_VALUE;
  private long nowNs;

  TestGroup(Path directory, AckLevel level, long seed) {
    this.directory = directory;
    this.level = level;
    this.seed = seed;
  }

  /** Adds brokers that found the group together. */
  TestGroup found(int... brokerIds) {
    for (final int id : brokerIds) {
      add(id, Membership.of(id, brokerIds));
    }
    return this;
  }

  TestReplica add(int brokerId, Membership initial) {
    final TestReplica replica =
        new TestReplica(this, brokerId, level, directory.resolve("b" + brokerId), initial);
    replicas.put(brokerId, replica);
    replica.start(nowNs);
    return replica;
  }

  long seed() {
    return seed;
  }

  long nowNs() {
    return nowNs;
  }

  TestReplica at(int brokerId) {
    return replicas.get(brokerId);
  }

  /** Cuts a broker off from all others, or lets it back. */
  void isolate(int brokerId, boolean isCutOff) {
    if (isCutOff) {
      isolated.add(brokerId);
    } else {
      isolated.remove(brokerId);
    }
  }

  void loseEveryOther(boolean loses) {
    losesEveryOther = loses;
  }

  /** From now on longer messages arrive with another last byte. */
  void distortOver(int length) {
    distortedOver = length;
  }

  PeerLink linkOf(int brokerId) {
    return new QueueLink(brokerId);
  }

  /** Delivers what is under way, and lets every broker complete a duty cycle. */
  void step() {
    nowNs += STEP_NS;
    for (int waiting = packets.size(); waiting > 0; waiting--) {
      final Packet packet = packets.poll();
      final TestReplica receiver = replicas.get(packet.to());
      final boolean isLost = losesEveryOther && waiting % 2 == 0;
      if (receiver != null && receiver.isUp() && isConnected(packet) && !isLost) {
        receiver.receive(packet.bytes(), nowNs);
      }
    }
    for (final TestReplica replica : replicas.values()) {
      if (replica.isUp()) {
        replica.cycle(nowNs);
      }
    }
  }

  private boolean isConnected(Packet packet) {
    return !isolated.contains(packet.from()) && !isolated.contains(packet.to());
  }

  /**
   * Has a leader take batches of one producer, a step for each.
   *
   * @return the sequence behind them
   */
  long produce(TestReplica leader, long firstSequence, int batches, int records) {
    long sequence = firstSequence;
    for (int i = 0; i < batches; i++) {
      assertThat(leader.produce(sequence, records, sequence)).isEqualTo(ErrorCode.OK);
      sequence += records;
      step();
    }
    return sequence;
  }

  void steps(int count) {
    for (int i = 0; i < count; i++) {
      step();
    }
  }

  /** Steps until a condition holds; fails where it never does. */
  void await(String what, BooleanSupplier condition) {
    boolean holds = condition.getAsBoolean();
    for (int i = 0; i < PATIENCE_STEPS && !holds; i++) {
      step();
      holds = condition.getAsBoolean();
    }
    assertThat(holds).as("%s (seed %d)", what, seed).isTrue();
  }

  /** Steps until one broker leads and serves, and returns it. */
  TestReplica awaitLeader() {
    await("a leader that serves", () -> leader() != null);
    return leader();
  }

  private TestReplica leader() {
    TestReplica leader = null;
    for (final TestReplica replica : replicas.values()) {
      if (replica.isUp()
          && replica.get().isReadyToServe()
          && !isolated.contains(replica.brokerId())
          && (leader == null || replica.get().term() > leader.get().term())) {
        leader = replica;
      }
    }
    return leader;
  }

  /** Steps until one named broker leads and serves; whoever does before hands over to it. */
  TestReplica lead(int brokerId) {
    await(
        "broker " + brokerId + " leads",
        () -> {
          final TestReplica other = leader();
          if (at(brokerId).get().leaderId() < 0) {
            at(brokerId).get().campaign(nowNs);
          } else if (other != null && other != at(brokerId) && !other.get().isTransferring()) {
            other.get().transfer(brokerId, nowNs);
          }
          return at(brokerId).get().isReadyToServe();
        });
    return at(brokerId);
  }

  /** Steps until all that are up have committed the same log, and more than an index. */
  void awaitCommitted(long index) {
    await(
        "everybody has committed " + index,
        () ->
            replicas.values().stream()
                .filter(TestReplica::isUp)
                .allMatch(r -> r.get().commitIndex() >= index));
  }

  @Override
  public void close() {
    replicas.values().forEach(TestReplica::stop);
  }

  private final class QueueLink implements PeerLink {
    private final int from;

    private QueueLink(int from) {
      this.from = from;
    }

    @Override
    public boolean offer(int brokerId, DirectBuffer buffer, int position, int length) {
      final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
      copy.putBytes(0, buffer, position, length);
      if (length > distortedOver) {
        copy.putByte(length - 1, (byte) (copy.getByte(length - 1) + 1));
      }
      packets.add(new Packet(from, brokerId, copy));
      return true;
    }

    @Override
    public boolean isReady(int brokerId) {
      return true;
    }

    @Override
    public int maxMessageLength() {
      return 128 * 1024;
    }
  }
}
