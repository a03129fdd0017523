package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which broker serves a reader, and how it moves. Broker 0 leads. */
class ReadFromTest {
  private static final TopicPartition P0 = new TopicPartition("t", 0);
  private static final Duration PATIENCE = Duration.ofMillis(400);
  private static final long SECOND_NS = 1_000_000_000L;

  /** Reserved: no host has it. */
  private static final String ELSEWHERE = "240.0.0.";

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 1);
  private final ClientRuntime client =
      cluster.client(
          5 * SECOND_NS,
          List.of(
              new Endpoint(
                  ELSEWHERE + 1, ScriptedCluster.FIRST_PORT, ScriptedCluster.FIRST_PORT + 1)));
  private final List<Long> given = new ArrayList<>();

  private Tailer tail(ReadFrom choice) {
    return client.newTailer(P0, new TailerSettings(Start.earliest()).withReadFrom(choice));
  }

  private void fill(int count) {
    ConsumerTest.fill(cluster.partition(0), (int) cluster.partition(0).endOffset(), count, 1);
  }

  /** Polls until all is there; returns how long that took. */
  private long poll(Tailer tailer, int records) {
    final long startNs = cluster.clock.nanoTime();
    while (given.size() < records && cluster.clock.nanoTime() - startNs < 20 * SECOND_NS) {
      tailer.poll(record -> given.add(record.offset()), 10);
    }
    assertThat(given).hasSize(records);
    for (int i = 0; i < records; i++) {
      assertThat(given.get(i)).isEqualTo(i);
    }
    return cluster.clock.nanoTime() - startNs;
  }

  private int pushes(int broker) {
    return cluster.brokers.get(broker).pushes;
  }

  private void placeElsewhere(int... brokers) {
    for (final int broker : brokers) {
      cluster.brokers.get(broker).host = ELSEWHERE + (broker + 1);
    }
  }

  @Test
  void theNearestIsOfThisHost() {
    placeElsewhere(0, 1);
    fill(5);
    poll(tail(ReadFrom.nearest()), 5);

    assertThat(pushes(2)).isEqualTo(5);
  }

  @Test
  void whereNoneIsOfThisHostTheLeaderIsRead() {
    placeElsewhere(0, 1, 2);
    fill(5);
    poll(tail(ReadFrom.nearest()), 5);

    assertThat(pushes(0)).isEqualTo(5);
  }

  @Test
  void theLeaderIsReadWhileTheNearestIsAwayAndNoLonger() {
    placeElsewhere(0, 1);
    fill(5);
    final Tailer tailer = tail(ReadFrom.nearest(PATIENCE));
    poll(tailer, 5);

    cluster.brokers.get(2).isUp = false;
    fill(5);
    assertThat(poll(tailer, 10)).isLessThan(PATIENCE.toNanos() + SECOND_NS);
    assertThat(pushes(0)).isEqualTo(5);

    cluster.brokers.get(2).isUp = true;
    final int before = pushes(2);
    for (int records = 11; pushes(2) == before && records < 1000; records++) {
      fill(1);
      cluster.runFor(client, SECOND_NS / 100);
      poll(tailer, records);
    }
    assertThat(pushes(2)).isGreaterThan(before);
  }

  @Test
  void theLeaderIsReadWhereANamedOneIsCutOff() {
    fill(5);
    final Tailer tailer = tail(ReadFrom.replica(1, PATIENCE));
    poll(tailer, 5);
    assertThat(pushes(1)).isEqualTo(5);

    cluster.brokers.get(1).knowsUntil = 7;
    fill(5);
    assertThat(poll(tailer, 10)).isLessThan(3 * PATIENCE.toNanos());
    assertThat(pushes(0)).isEqualTo(3);
    cluster.runFor(client, 5 * PATIENCE.toNanos());
    fill(5);
    poll(tailer, 15);
    assertThat(pushes(1)).isEqualTo(7);

    cluster.brokers.get(1).knowsUntil = Long.MAX_VALUE;
    cluster.runFor(client, 5 * PATIENCE.toNanos());
    fill(5);
    poll(tailer, 20);
    assertThat(pushes(1)).isEqualTo(12);
  }

  @Test
  void staysWhereNothingIsNew() {
    fill(5);
    final Tailer tailer = tail(ReadFrom.replica(1, PATIENCE));
    poll(tailer, 5);
    cluster.runFor(client, 20 * PATIENCE.toNanos());
    fill(5);
    poll(tailer, 10);

    assertThat(pushes(1)).isEqualTo(10);
  }

  @Test
  void staysWhereNobodyLeads() {
    fill(5);
    final Tailer tailer = tail(ReadFrom.replica(1, PATIENCE));
    poll(tailer, 5);
    cluster.partition(0).leader = -1;
    cluster.runFor(client, 5 * PATIENCE.toNanos());
    fill(5);
    poll(tailer, 10);

    assertThat(pushes(1)).isEqualTo(10);
  }

  @Test
  void theLeaderIsReadWhereTheNamedOneHasNoReplica() {
    fill(5);
    cluster.partition(0).replicas.remove(Integer.valueOf(2));
    poll(tail(ReadFrom.replica(2, PATIENCE)), 5);

    assertThat(pushes(0)).isEqualTo(5);
  }

  @Test
  void refusesImpatience() {
    assertThatThrownBy(() -> ReadFrom.nearest(Duration.ZERO))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("leaderAfter PT0S is not within 100 ms and 1 h");
  }
}
