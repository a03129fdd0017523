package io.rafthold.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.Murmur2;
import io.rafthold.protocol.RecordReader;
import io.rafthold.protocol.codec.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProducerTest {
  private static final long MS = 1_000_000L;

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 3);
  private final ClientRuntime client = cluster.client();
  private final List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>();

  @Test
  void aRecordIsAcknowledgedWithItsPlace() {
    final Producer<String, String> producer = client.newProducer(settings().build());

    final CompletableFuture<RecordMetadata> sent = producer.send("t", "key", "value");
    producer.flush(Duration.ofSeconds(1));

    final RecordMetadata metadata = sent.join();
    assertThat(metadata.partition()).isEqualTo(partitionOf("key"));
    assertThat(metadata.offset()).isZero();
    assertThat(values(metadata.partition())).containsExactly("value");
    for (final ClientStage stage : ClientStage.values()) {
      assertThat(client.latency(stage).count()).as(stage.name()).isEqualTo(1);
    }
  }

  @Test
  void manyRecordsShareBatchesWhileTheWindowIsFull() {
    final Producer<String, String> producer =
        client.newProducer(settings().maxInFlightBatches(1).build());
    final List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      sent.add(producer.send("t", "same", "v" + i));
    }
    producer.flush(Duration.ofSeconds(1));

    final int partition = partitionOf("same");
    assertThat(cluster.partition(partition).log.size()).isLessThan(3);
    assertThat(values(partition)).hasSize(1000).startsWith("v0", "v1").endsWith("v999");
    assertThat(sent.get(999).join().offset()).isEqualTo(999);
  }

  @Test
  void recordsWithoutKeyGoRoundAndAnExplicitPartitionIsKept() {
    final Producer<String, String> producer = client.newProducer(settings().build());
    for (int i = 0; i < 9; i++) {
      futures.add(producer.send("t", null, "v" + i));
      producer.flush(Duration.ofSeconds(1));
    }
    futures.add(producer.send(new ProducerRecord<>("t", 2, "any", "chosen", List.of())));
    producer.flush(Duration.ofSeconds(1));

    assertThat(values(0)).containsExactly("v0", "v3", "v6");
    assertThat(values(1)).containsExactly("v1", "v4", "v7");
    assertThat(values(2)).containsExactly("v2", "v5", "v8", "chosen");
  }

  @Test
  void anOversizedRecordFailsBeforeItIsSent() {
    final Producer<String, byte[]> producer =
        client.newProducer(ProducerSettings.builder(Codec.string(), Codec.bytes()).build());

    assertThatThrownBy(() -> producer.send("t", "k", new byte[1024 * 1024]).join())
        .hasCauseInstanceOf(RecordTooLargeException.class)
        .hasMessageContaining("1048593 bytes")
        .hasMessageContaining("1048576");
    assertThat(cluster.partition(partitionOf("k")).log).isEmpty();
  }

  @Test
  void theLargestRecordPasses() {
    final Producer<String, byte[]> producer =
        client.newProducer(ProducerSettings.builder(Codec.string(), Codec.bytes()).build());

    futures.add(producer.send("t", "k", new byte[1024 * 1024 - 17]));
    producer.flush(Duration.ofSeconds(1));

    assertThat(cluster.partition(partitionOf("k")).endOffset()).isOne();
  }

  @Test
  void aFullBufferFailsAtOnceWithInvoker() {
    final Producer<String, String> producer =
        client.newProducer(settings().bufferRecords(2).build());
    futures.add(producer.send("t", "k", "1"));
    futures.add(producer.send("t", "k", "2"));

    assertThatThrownBy(() -> producer.send("t", "k", "3").join())
        .hasCauseInstanceOf(BufferFullException.class)
        .hasMessageContaining("2 of 2 records");
    producer.flush(Duration.ofSeconds(1));
    futures.add(producer.send("t", "k", "4"));
    producer.flush(Duration.ofSeconds(1));
    assertThat(values(partitionOf("k"))).containsExactly("1", "2", "4");
  }

  @Test
  void anUnknownTopicAndAPartitionThatIsNotThereAreNamed() {
    final Producer<String, String> producer = client.newProducer(settings().build());

    assertThatThrownBy(() -> producer.send("nope", "k", "v").join())
        .hasCauseInstanceOf(UnknownTopicException.class)
        .hasMessageContaining("'nope'");
    assertThatThrownBy(
            () -> producer.send(new ProducerRecord<>("t", 7, "k", "v", List.of())).join())
        .hasCauseInstanceOf(UnknownTopicException.class)
        .hasMessageContaining("not 7");
  }

  @Test
  void withoutAnyBrokerItSaysUnreachable() {
    cluster.brokers.forEach(broker -> broker.isUp = false);
    final Producer<String, String> producer =
        client.newProducer(settings().deliveryTimeout(Duration.ofSeconds(2)).build());

    assertThatThrownBy(() -> producer.send("t", "k", "v").join())
        .hasCauseInstanceOf(UnreachableException.class)
        .hasMessageContaining("reachable brokers 0 of 1");
  }

  @Test
  void withoutALeaderItSaysNoQuorumAndGoesOnWhenThereIsOne() {
    final Producer<String, String> producer =
        client.newProducer(settings().deliveryTimeout(Duration.ofSeconds(2)).build());
    final int number = partitionOf("k");
    futures.add(producer.send("t", "k", "1"));
    producer.flush(Duration.ofSeconds(1));
    final ModelPartition partition = cluster.partition(number);
    final int leader = partition.leader;
    partition.leader = -1;
    partition.term++;
    cluster.brokers.get((leader + 1) % 3).isUp = false;
    cluster.brokers.get((leader + 2) % 3).isUp = false;

    final CompletableFuture<RecordMetadata> lost = producer.send("t", "k", "2");
    cluster.runFor(client, 3_000 * MS);
    assertThatThrownBy(lost::join)
        .hasCauseInstanceOf(NoQuorumException.class)
        .hasMessageContaining("no quorum")
        .hasMessageContaining("reachable brokers 1 of 3");

    partition.leader = leader;
    partition.term++;
    cluster.brokers.forEach(broker -> broker.isUp = true);
    futures.add(producer.send("t", "k", "3"));
    producer.flush(Duration.ofSeconds(5));
    assertThat(values(number)).containsExactly("1", "3");
  }

  @Test
  void aNewLeaderIsFoundSoonBehindASilentOne() {
    final Producer<String, String> producer = client.newProducer(settings().build());
    futures.add(producer.send("t", "k", "1"));
    producer.flush(Duration.ofSeconds(1));
    final ModelPartition partition = cluster.partition(partitionOf("k"));
    cluster.brokers.get(partition.leader).isSilent = true;
    cluster.controller = partition.leader;

    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "2");
    futures.add(sent);
    cluster.runFor(client, 250 * MS);
    partition.leader = (partition.leader + 1) % 3;
    partition.term++;
    cluster.runFor(client, 150 * MS);

    assertThat(sent).isCompleted();
    assertThat(client.latency(ClientStage.ACKNOWLEDGED).atPercentile(100))
        .as("from the first sending on")
        .isGreaterThan(250 * MS);
  }

  @Test
  void anAnswerThatNeverComesLeavesTheOutcomeUnknownAndTakesTheFollowersAlong() {
    final Producer<String, String> producer =
        client.newProducer(
            settings().deliveryTimeout(Duration.ofSeconds(2)).maxInFlightBatches(1).build());
    futures.add(producer.send("t", "k", "1"));
    producer.flush(Duration.ofSeconds(1));
    final int number = partitionOf("k");
    cluster.faults.dropReply = 1000;

    final CompletableFuture<RecordMetadata> first = producer.send("t", "k", "2");
    cluster.runFor(client, 1_000 * MS);
    final CompletableFuture<RecordMetadata> behind = producer.send("t", "k", "3");
    cluster.runFor(client, 1_500 * MS);
    cluster.faults.calm();

    assertThat(failure(first).isOutcomeUnknown()).isTrue();
    assertThat(failure(behind))
        .isInstanceOf(AbortedException.class)
        .matches(e -> !e.isOutcomeUnknown());
    final CompletableFuture<RecordMetadata> later = producer.send("t", "k", "4");
    producer.flush(Duration.ofSeconds(5));
    assertThat(later.join().offset()).isEqualTo(2);
    assertThat(values(number)).containsExactly("1", "2", "4");
  }

  @Test
  void aForgottenProducerGoesOnUnderANewId() {
    final Producer<String, String> producer = client.newProducer(settings().build());
    futures.add(producer.send("t", "k", "1"));
    producer.flush(Duration.ofSeconds(1));
    cluster.partition(partitionOf("k")).forgetProducers();

    futures.add(producer.send("t", "k", "2"));
    producer.flush(Duration.ofSeconds(1));

    assertThat(values(partitionOf("k"))).containsExactly("1", "2");
  }

  @Test
  void whoIsForgottenBehindAnAttemptWithoutAnAnswerLeavesItsOutcomeUnknown() {
    final Producer<String, String> producer = client.newProducer(settings().build());
    futures.add(producer.send("t", "k", "1"));
    producer.flush(Duration.ofSeconds(1));
    cluster.faults.dropReply = 1000;
    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "2");
    cluster.runFor(client, 500 * MS);
    cluster.partition(partitionOf("k")).forgetProducers();
    cluster.faults.calm();
    producer.flush(Duration.ofSeconds(20));

    assertThat(failure(sent)).isInstanceOf(OutcomeUnknownException.class);
    assertThat(failure(sent)).hasMessageContaining("has forgotten this producer");
    futures.add(producer.send("t", "k", "3"));
    producer.flush(Duration.ofSeconds(1));
    assertThat(values(partitionOf("k"))).containsExactly("1", "2", "3");
  }

  @ParameterizedTest
  @CsvSource({
    "FENCED, io.rafthold.client.FencedException",
    "SEQUENCE_CONFLICT, io.rafthold.client.SequenceConflictException"
  })
  void aRefusalForGoodIsReportedAsItself(ErrorCode code, Class<?> report) {
    final Producer<String, String> producer = client.newProducer(settings().build());
    cluster.brokers.forEach(broker -> broker.produceAnswer = code);

    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "1");
    producer.flush(Duration.ofSeconds(1));

    assertThat(failure(sent)).isInstanceOf(report);
    assertThat(failure(sent).isRetriable()).isFalse();
    assertThat(failure(sent).isOutcomeUnknown()).isFalse();
    cluster.brokers.forEach(broker -> broker.produceAnswer = ErrorCode.OK);
    futures.add(producer.send("t", "k", "2"));
    producer.flush(Duration.ofSeconds(1));
    assertThat(values(partitionOf("k"))).containsExactly("2");
  }

  @Test
  void aDeletedTopicIsNoticed() {
    final Producer<String, String> producer = client.newProducer(settings().build());
    futures.add(producer.send("t", "k", "1"));
    producer.flush(Duration.ofSeconds(1));
    cluster.topics.clear();

    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "2");
    cluster.runFor(client, 3_000 * MS);
    final CompletableFuture<RecordMetadata> unsent = producer.send("t", "k", "3");
    cluster.runFor(client, 3_000 * MS);

    assertThat(failure(sent))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasCauseInstanceOf(UnknownTopicException.class);
    assertThat(failure(unsent)).isInstanceOf(UnknownTopicException.class);
    assertThat(failure(unsent).isOutcomeUnknown()).isFalse();
  }

  @Test
  void aSilentLeaderIsLeftWhenAnotherOneLeads() {
    final Producer<String, String> producer = client.newProducer(settings().build());
    futures.add(producer.send("t", "k", "1"));
    producer.flush(Duration.ofSeconds(1));
    final ModelPartition partition = cluster.partition(partitionOf("k"));
    cluster.brokers.get(partition.leader).isSilent = true;
    partition.leader = (partition.leader + 1) % 3;
    cluster.controller = partition.leader;
    partition.term++;

    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "2");
    cluster.runFor(client, 4_000 * MS);

    assertThat(sent.join().offset()).isOne();
  }

  @Test
  void aContinuationThatThrowsOrSendsDoesNoHarm() {
    final Producer<String, String> producer = client.newProducer(settings().build());
    final List<CompletableFuture<?>> chained = new ArrayList<>();
    chained.add(
        producer
            .send("t", "k", "1")
            .thenAccept(
                metadata -> {
                  chained.add(producer.send("t", "k", "2"));
                  throw new IllegalStateException("the user's own fault");
                }));
    cluster.runFor(client, 100 * MS);

    assertThat(values(partitionOf("k"))).containsExactly("1", "2");
    assertThat(chained.get(0)).isCompletedExceptionally();
  }

  @Test
  void closeWaitsAndThenRefuses() {
    final Producer<String, String> producer = client.newProducer(settings().build());
    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "1");
    producer.close();
    producer.close();

    assertThat(sent).isCompleted();
    assertThatThrownBy(() -> producer.send("t", "k", "2"))
        .isInstanceOf(ClientClosedException.class);
  }

  @Test
  void closingTheClientFailsWhatIsOutstanding() {
    final Producer<String, String> producer = client.newProducer(settings().build());
    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "1");
    client.close();
    client.close();

    assertThat(failure(sent)).isInstanceOf(ClientClosedException.class);
    assertThat(failure(sent).isOutcomeUnknown()).isFalse();
  }

  static RaftholdException failure(CompletableFuture<?> future) {
    assertThat(future).isCompletedExceptionally();
    try {
      future.join();
      throw new AssertionError("it did not fail");
    } catch (final CompletionException e) {
      return (RaftholdException) e.getCause();
    }
  }

  static ProducerSettings.Builder<String, String> settings() {
    return ProducerSettings.builder(Codec.string(), Codec.string());
  }

  static int partitionOf(String key) {
    final UnsafeBuffer bytes = new UnsafeBuffer(key.getBytes(UTF_8));
    return Murmur2.partition(bytes, 0, bytes.capacity(), 3);
  }

  private List<String> values(int partition) {
    return values(cluster.partition(partition));
  }

  static List<String> values(ModelPartition partition) {
    final List<String> values = new ArrayList<>();
    final RecordReader reader = new RecordReader();
    for (final UnsafeBuffer batch : partition.log) {
      reader.wrap(batch, 0);
      while (reader.next()) {
        final byte[] value =
            Arrays.copyOfRange(
                batch.byteArray(),
                reader.valuePosition(),
                reader.valuePosition() + reader.valueLength());
        values.add(new String(value, UTF_8));
      }
    }
    return values;
  }
}
