package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rafthold.protocol.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Batches that are written whole or not at all, perhaps at one offset only. */
class SendBatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 2);
  private final ClientRuntime client = cluster.client();
  private final Producer<String, String> producer =
      client.newProducer(ProducerTest.settings().build());

  private static List<ProducerRecord<String, String>> records(String... values) {
    return Stream.of(values).map(value -> new ProducerRecord<>("t", "k", value)).toList();
  }

  private static List<Long> offsets(CompletableFuture<List<RecordMetadata>> sent) {
    return sent.join().stream().map(RecordMetadata::offset).toList();
  }

  private static <T extends RaftholdException> T failure(
      Class<T> type, CompletableFuture<?> failed) {
    return type.cast(catchThrowableOfType(CompletionException.class, failed::join).getCause());
  }

  @Test
  void aBatchIsOneAndKeepsItsPlaceInTheOrderOfSends() {
    final var before = producer.send(new ProducerRecord<>("t", 1, "k", "before", List.of()));
    final CompletableFuture<List<RecordMetadata>> sent =
        producer.sendBatch("t", 1, records("a", "b", "c"));
    final var behind = producer.send(new ProducerRecord<>("t", 1, "k", "behind", List.of()));
    producer.flush(PATIENCE);
    assertThat(before.join().offset()).isZero();
    assertThat(behind.join().offset()).isEqualTo(4);

    assertThat(offsets(sent)).containsExactly(1L, 2L, 3L);
    assertThat(ProducerTest.values(cluster.partition(1)))
        .containsExactly("before", "a", "b", "c", "behind");
    assertThat(cluster.partition(1).log.get(1)).matches(batch -> Batch.recordCount(batch, 0) == 3);
  }

  @Test
  void whatIsExpectedIsWritten() {
    final CompletableFuture<List<RecordMetadata>> first =
        producer.sendBatch("t", 0, records("a", "b"), OptionalLong.of(0));
    final CompletableFuture<List<RecordMetadata>> second =
        producer.sendBatch("t", 0, records("c"), OptionalLong.of(2));
    producer.flush(PATIENCE);

    assertThat(offsets(first)).containsExactly(0L, 1L);
    assertThat(offsets(second)).containsExactly(2L);
  }

  @Test
  void aConflictFailsAloneAndNamesBothOffsets() {
    ConsumerTest.fill(cluster.partition(0), 0, 2, 2);
    final List<CompletableFuture<?>> others = new ArrayList<>();
    others.add(producer.sendBatch("t", 0, records("a"), OptionalLong.of(4)));
    final CompletableFuture<?> late =
        producer.sendBatch("t", 0, records("never"), OptionalLong.of(4));
    others.add(producer.sendBatch("t", 0, records("b")));
    others.add(producer.sendBatch("t", 0, records("c"), OptionalLong.of(6)));
    producer.flush(PATIENCE);

    final OffsetConflictException conflict = failure(OffsetConflictException.class, late);
    assertThat(conflict.expectedOffset()).isEqualTo(4);
    assertThat(conflict.endOffset()).isEqualTo(5);
    assertThat(conflict.partition()).isEqualTo(new TopicPartition("t", 0));
    assertThat(conflict.isOutcomeUnknown()).isFalse();
    assertThat(conflict).hasMessageContaining("ends at offset 5, not at 4");
    assertThat(others).allMatch(each -> !each.isCompletedExceptionally());
    assertThat(ProducerTest.values(cluster.partition(0)))
        .containsExactly("v0", "v1", "v2", "v3", "a", "b", "c");
    assertThat(cluster.nextProducerId).as("one producer id sufficed").isEqualTo(101);
  }

  @Test
  void aRepeatOfWhatWasWrittenIsNoConflict() {
    cluster.brokers.get(0).swallowsAcks = true;
    final CompletableFuture<List<RecordMetadata>> sent =
        producer.sendBatch("t", 0, records("a", "b"), OptionalLong.of(0));
    cluster.runFor(client, 500_000_000L);
    assertThat(cluster.partition(0).endOffset()).isEqualTo(2);
    assertThat(sent).isNotDone();
    cluster.brokers.get(0).swallowsAcks = false;
    producer.flush(PATIENCE);

    assertThat(offsets(sent)).containsExactly(0L, 1L);
    assertThat(ProducerTest.values(cluster.partition(0))).containsExactly("a", "b");
  }

  @Test
  void aConflictAfterAnUnansweredAttemptIsUnknown() {
    cluster.brokers.get(0).produceAnswer = io.rafthold.protocol.codec.ErrorCode.NO_QUORUM;
    final CompletableFuture<?> sent = producer.sendBatch("t", 0, records("a"), OptionalLong.of(0));
    cluster.runFor(client, 100_000_000L);
    ConsumerTest.fill(cluster.partition(0), 0, 1, 1);
    cluster.brokers.get(0).produceAnswer = io.rafthold.protocol.codec.ErrorCode.OK;
    producer.flush(PATIENCE);

    final OutcomeUnknownException unknown = failure(OutcomeUnknownException.class, sent);
    assertThat(unknown).hasCauseInstanceOf(OffsetConflictException.class);
    assertThat(producer.sendBatch("t", 0, records("b"), OptionalLong.of(1))).isNotNull();
    producer.flush(PATIENCE);
    assertThat(ProducerTest.values(cluster.partition(0))).containsExactly("v0", "b");
  }

  @Test
  void moreThanTheBrokersTakeIsRefusedWithItsSize() {
    cluster.brokers.forEach(broker -> broker.maxBatchBytes = 3_000);
    final CompletableFuture<?> tooMuch =
        producer.sendBatch("t", 0, records("x".repeat(2_000), "x".repeat(2_000)));

    final RecordTooLargeException refused = failure(RecordTooLargeException.class, tooMuch);
    assertThat(refused.recordBytes()).isGreaterThan(4_000);
    assertThat(refused.limitBytes()).isEqualTo(3_000);
    assertThat(cluster.partition(0).log).isEmpty();
  }

  @Test
  void whatIsNoBatchIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> producer.sendBatch("t", 0, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> producer.sendBatch("t", -1, records("a")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> producer.sendBatch("other", 0, records("a")))
        .withMessageContaining("topic 't', partition -1 in a batch for other");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> producer.sendBatch("t", 0, records("a"), OptionalLong.of(-1)));
    assertThat(failure(UnknownTopicException.class, producer.sendBatch("t", 2, records("a"))))
        .hasMessageContaining("not 2");
  }

  @Test
  void aFullBufferFailsAtOnceWhereThatIsThePolicy() {
    final Producer<String, String> impatient =
        client.newProducer(
            ProducerTest.settings()
                .bufferRecords(2)
                .bufferFullPolicy(BufferFullPolicy.FAIL)
                .build());

    final CompletableFuture<?> tooMany = impatient.sendBatch("t", 0, records("a", "b", "c"));
    assertThat(failure(BufferFullException.class, tooMany)).hasMessageContaining("0 of 2 records");
    assertThat(offsetsAfterFlush(impatient, records("a", "b"))).containsExactly(0L, 1L);
  }

  private static List<Long> offsetsAfterFlush(
      Producer<String, String> producer, List<ProducerRecord<String, String>> records) {
    final CompletableFuture<List<RecordMetadata>> sent = producer.sendBatch("t", 0, records);
    producer.flush(PATIENCE);
    return offsets(sent);
  }
}
