package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rafthold.protocol.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Brokers that take smaller batches than a producer would build. */
class BatchLimitTest {
  private static final int SMALL = 3_000;
  private static final int RECORDS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 3);
  private final ClientRuntime client = cluster.client();

  private List<CompletableFuture<RecordMetadata>> send(
      Producer<String, String> producer, int partition) {
    final List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      sent.add(
          producer.send(new ProducerRecord<>("t", partition, "k", "x".repeat(100), List.of())));
    }
    producer.flush(PATIENCE);
    return sent;
  }

  private Producer<String, String> producer() {
    return client.newProducer(ProducerTest.settings().maxInFlightBatches(1).build());
  }

  @Test
  void batchesAreNoLargerThanAllBrokersTake() {
    cluster.brokers.forEach(broker -> broker.maxBatchBytes = SMALL);
    final List<CompletableFuture<RecordMetadata>> sent = send(producer(), 0);
    assertThat(sent).allMatch(each -> !each.isCompletedExceptionally());
    assertThat(cluster.partition(0).log)
        .hasSizeGreaterThan(5)
        .allMatch(batch -> Batch.length(batch, 0) <= SMALL);
    assertThat(ProducerTest.values(cluster.partition(0))).hasSize(RECORDS);
  }

  @Test
  void aLeaderWithASmallerLimitIsToldOfAndLearnt() {
    cluster.brokers.get(1).maxBatchBytes = SMALL;
    final Producer<String, String> producer = producer();
    final List<CompletableFuture<RecordMetadata>> sent = send(producer, 1);
    final RaftholdException failure = failure(sent);
    assertThat(failure).isInstanceOf(RecordTooLargeException.class);
    assertThat(failure.isOutcomeUnknown()).isFalse();
    assertThat(failure)
        .hasMessageContaining("a batch of ")
        .hasMessageContaining("limit of " + SMALL + " bytes")
        .hasMessageContaining("record.max.bytes")
        .hasMessageContaining("maxBatchBytes");

    assertThat(send(producer, 1)).allMatch(each -> !each.isCompletedExceptionally());
  }

  @Test
  void aNewLeaderWithASmallerLimitEndsWhatTheOldOneWasSent() {
    final Producer<String, String> producer = producer();
    assertThat(send(producer, 0)).allMatch(each -> !each.isCompletedExceptionally());
    cluster.brokers.get(1).maxBatchBytes = SMALL;
    cluster.brokers.get(0).swallowsAcks = true;
    final List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      sent.add(producer.send(new ProducerRecord<>("t", 0, "k", "x".repeat(100), List.of())));
    }
    cluster.onCycle =
        () -> {
          cluster.partition(0).leader = 1;
          cluster.partition(0).term = 2;
        };
    producer.flush(PATIENCE);
    assertThat(sent).allMatch(CompletableFuture::isDone);
    assertThat(failure(sent)).hasMessageContaining("limit of " + SMALL + " bytes");
  }

  private static RaftholdException failure(List<CompletableFuture<RecordMetadata>> sent) {
    final CompletableFuture<RecordMetadata> failed =
        sent.stream().filter(CompletableFuture::isCompletedExceptionally).findFirst().orElseThrow();
    return (RaftholdException)
        catchThrowableOfType(CompletionException.class, failed::join).getCause();
  }
}
