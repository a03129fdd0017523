package io.rafthold.bench;

import io.rafthold.bench.rig.Latencies;
import io.rafthold.bench.system.LocalCluster;
import io.rafthold.client.AckHandler;
import io.rafthold.client.Appender;
import io.rafthold.client.ClientThreading;
import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.PartitionStatus;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.ReplicaCondition;
import io.rafthold.client.ReplicaStatus;
import io.rafthold.client.TopicPartition;
import io.rafthold.protocol.AckLevel;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.BufferUtil;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A producer that sends at a rate, while the leader of its partition is killed again and again. An
 * outage lasts from the kill to the first acknowledgement of a record that was sent after it.
 */
final class Outages implements AutoCloseable, AckHandler {
  private static final TopicPartition PARTITION = new TopicPartition("bench-failover", 0);
  private static final int SIZE_BYTES = 256;
  private static final int LIMIT = 1024;

  /** Of what is asked between kills, on a machine that others use too. */
  private static final Duration ADMIN_TIMEOUT = Duration.ofMinutes(1);

  private static final long RECOVERY_LIMIT_NS = TimeUnit.MINUTES.toNanos(5);
  private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Between a cluster that is whole again and the next kill. */
  private static final long LEAST_PAUSE_MS = 500;

  private static final long MOST_PAUSE_MS = 2500;

  /** From the question who leads to the kill: the load stands still while it is asked. */
  private static final long UNDER_LOAD_NS = TimeUnit.MILLISECONDS.toNanos(50);

  private final LocalCluster cluster;
  private final RaftholdClient client;
  private final Appender appender;
  private final SplittableRandom random;
  private final long intervalNs;
  private final IdleStrategy idle;
  private final UnsafeBuffer value =
      new UnsafeBuffer(BufferUtil.allocateDirectAligned(SIZE_BYTES, Long.BYTES));
  private final Latencies latencies = new Latencies();
  private long dueNs = System.nanoTime();
  private long sent;
  private long acknowledged;

  /** The first record that was sent behind a kill, and when it was acknowledged; 0 until then. */
  private long awaited = Long.MAX_VALUE;

  private long awaitedNs;

  Outages(LocalCluster cluster, AckLevel level, long recordsPerSecond, long seed) {
    this.cluster = cluster;
    this.random = new SplittableRandom(seed);
    intervalNs = TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
    client =
        RaftholdClient.builder()
            .bootstrap(cluster.bootstrap())
            .clientName("bench")
            .requestTimeout(ADMIN_TIMEOUT)
            .threading(ClientThreading.INVOKER)
            .build();
    idle = client.idleStrategy();
    client
        .admin()
        .createTopic(
            new NewTopic(PARTITION.topic(), 1)
                .withReplicas(LocalCluster.BROKERS)
                .withAckLevel(level));
    appender =
        client.newAppender(
            PARTITION, ProducerSettings.builder(Codec.bytes(), Codec.bytes()).build());
  }

  Latencies latencies() {
    return latencies;
  }

  long sent() {
    return sent;
  }

  /**
   * Kills the leader under load, and makes the cluster whole again.
   *
   * @return how long the outage lasted, in nanoseconds
   */
  long kill() {
    final long pauseMs = random.nextLong(LEAST_PAUSE_MS, MOST_PAUSE_MS);
    runFor(TimeUnit.MILLISECONDS.toNanos(pauseMs));
    final PartitionStatus before = partition();
    final int leader = leaderOf(before);
    runFor(UNDER_LOAD_NS);
    final long killNs = System.nanoTime();
    cluster.kill(leader);
    awaited = sent;
    awaitedNs = 0;
    runUntil(() -> awaitedNs != 0, "no acknowledgement after the leader was killed");
    final long outageNs = awaitedNs - killNs;
    latencies.record(outageNs);
    cluster.restart(leader);
    final CompletableFuture<Void> ready =
        CompletableFuture.runAsync(() -> cluster.awaitReady(leader));
    runUntil(ready::isDone, "the killed broker was not ready again");
    ready.join();
    awaitWhole();
    checkThatTheLeaderDied(before);
    return outageNs;
  }

  /** Waits until what was sent is acknowledged: nothing may be lost, whatever was killed. */
  void drain() {
    final long startNs = System.nanoTime();
    while (acknowledged < sent) {
      idle.idle(appender.pollAcks(this, LIMIT) + client.invoke());
      if (System.nanoTime() - startNs > RECOVERY_LIMIT_NS) {
        throw new IllegalStateException(
            acknowledged + " of " + sent + " records were acknowledged at the end");
      }
    }
  }

  private static int leaderOf(PartitionStatus partition) {
    if (partition.leader() < 0) {
      throw new IllegalStateException("a partition under load has no leader");
    }
    return partition.leader();
  }

  /** The death of a follower is no outage, and would pass for a short one. */
  private void checkThatTheLeaderDied(PartitionStatus before) {
    final long term = partition().term();
    if (term <= before.term()) {
      throw new IllegalStateException(
          "broker " + before.leader() + " was killed, and the leader's term is still " + term);
    }
  }

  private PartitionStatus partition() {
    return client.admin().describeTopic(PARTITION.topic()).partitions().get(PARTITION.partition());
  }

  private void awaitWhole() {
    final long startNs = System.nanoTime();
    while (!isWhole()) {
      runFor(LOOK_INTERVAL_NS);
      if (System.nanoTime() - startNs > RECOVERY_LIMIT_NS) {
        throw new IllegalStateException("the restarted replica did not catch up");
      }
    }
  }

  private boolean isWhole() {
    final List<ReplicaStatus> replicas;
    try {
      replicas = partition().replicas();
    } catch (RaftholdException e) {
      if (e.isRetriable()) {
        return false;
      }
      throw e;
    }
    final long least = replicas.stream().mapToLong(ReplicaStatus::endOffset).min().orElse(0);
    final long most = replicas.stream().mapToLong(ReplicaStatus::endOffset).max().orElse(0);
    return replicas.size() == LocalCluster.BROKERS
        && replicas.stream()
            .allMatch(
                replica -> replica.reachable() && replica.condition() == ReplicaCondition.SOUND)
        && (most - least) * intervalNs < TimeUnit.SECONDS.toNanos(1);
  }

  private void runFor(long durationNs) {
    final long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < durationNs) {
      cycle();
    }
  }

  private void runUntil(BooleanSupplier condition, String failure) {
    final long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      cycle();
      if (System.nanoTime() - startNs > RECOVERY_LIMIT_NS) {
        throw new IllegalStateException(failure + " for 5 minutes");
      }
    }
  }

  private void cycle() {
    final long nowNs = System.nanoTime();
    if (dueNs - nowNs <= 0) {
      final long ticket = appender.offer(value, 0, SIZE_BYTES);
      if (ticket >= 0) {
        sent++;
        dueNs += intervalNs;
      } else if (ticket == Appender.CLOSED || ticket == Appender.RECORD_TOO_LARGE) {
        throw new IllegalStateException("the appender took no record: code " + ticket);
      }
    }
    idle.idle(appender.pollAcks(this, LIMIT) + client.invoke());
  }

  @Override
  public void onAcknowledged(long firstTicket, int records, long baseOffset, long timestampNs) {
    acknowledged += records;
    // In order, so that this one ends the wait where any behind the kill does.
    if (awaitedNs == 0 && acknowledged > awaited) {
      awaitedNs = System.nanoTime();
    }
  }

  @Override
  public void onFailed(long firstTicket, int records, RaftholdException failure) {
    throw failure;
  }

  @Override
  public void close() {
    appender.close();
    client.close();
  }
}
