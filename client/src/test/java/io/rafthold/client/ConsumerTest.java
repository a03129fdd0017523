package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchBuilder;
import io.rafthold.protocol.RecordWriter;
import io.rafthold.protocol.codec.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConsumerTest {
  private static final TopicPartition P0 = new TopicPartition("t", 0);
  private static final TopicPartition P1 = new TopicPartition("t", 1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 2);
  private final ClientRuntime client = cluster.client(5_000_000_000L);

  @Test
  void readsFromTheStartAndFollowsTheTail() {
    fill(cluster.partition(0), 0, 5, 2);
    final Consumer<String, String> consumer = client.newConsumer(settings());
    consumer.assign(List.of(P0), Start.earliest());

    assertThat(values(consumer, 10)).startsWith("v0", "v1").endsWith("v9").hasSize(10);
    assertThat(consumer.poll(Duration.ofMillis(50)).isEmpty()).isTrue();
    fill(cluster.partition(0), 10, 1, 1);
    assertThat(values(consumer, 1)).containsExactly("v10");
    assertThat(consumer.position(P0)).isEqualTo(11);
  }

  @Test
  void beginsAtAnOffsetInTheMiddleOfABatchAtATimestampOrAtTheEnd() {
    fill(cluster.partition(0), 0, 3, 5);
    final Consumer<String, String> consumer = client.newConsumer(settings());

    consumer.assign(List.of(P0), Start.offset(7));
    assertThat(values(consumer, 8)).startsWith("v7");
    consumer.seek(P0, Start.timestampNs(Batch.timestampNs(cluster.partition(0).log.get(2), 0)));
    assertThat(consumer.position(P0)).isEqualTo(10);
    assertThat(values(consumer, 5)).startsWith("v10");
    consumer.seek(P0, Start.latest());
    assertThat(consumer.position(P0)).isEqualTo(15);
    fill(cluster.partition(0), 15, 1, 1);
    assertThat(values(consumer, 1)).containsExactly("v15");
  }

  @Test
  void readsSeveralPartitionsEachInOrder() {
    fill(cluster.partition(0), 0, 4, 1);
    fill(cluster.partition(1), 100, 4, 1);
    final Consumer<String, String> consumer = client.newConsumer(settings());
    consumer.assign(Map.of(P0, Start.earliest(), P1, Start.offset(2)));

    assertThat(values(consumer, 6))
        .containsSubsequence("v0", "v1", "v2", "v3")
        .containsSubsequence("v102", "v103")
        .doesNotContain("v100", "v101");
  }

  @Test
  void onePollIsBoundedAndTheNextGoesOn() {
    fill(cluster.partition(0), 0, 1, 10);
    final Consumer<String, String> consumer = client.newConsumer(settings().withMaxPollRecords(4));
    consumer.assign(List.of(P0), Start.earliest());

    assertThat(consumer.poll(SECOND).count()).isEqualTo(4);
    assertThat(consumer.position(P0)).isEqualTo(4);
    assertThat(consumer.poll(SECOND).count()).isEqualTo(4);
    assertThat(consumer.poll(SECOND).count()).isEqualTo(2);
  }

  @Test
  void holdsBackAndGoesOnInOrderHoweverOftenItIsTold() {
    fill(cluster.partition(0), 0, 5, 3);
    final Consumer<String, String> consumer = client.newConsumer(settings().withMaxPollRecords(1));
    consumer.assign(List.of(P0), Start.earliest());
    final List<String> values = new ArrayList<>(values(consumer, 1));

    while (values.size() < 15) {
      consumer.pause(List.of(P0));
      assertThat(consumer.paused()).containsExactly(P0);
      assertThat(consumer.poll(Duration.ofMillis(10)).isEmpty()).isTrue();
      consumer.resume(List.of(P0));
      values.addAll(values(consumer, 1));
      consumer.pause(List.of(P0));
      consumer.resume(List.of(P0));
    }

    for (int i = 0; i < 15; i++) {
      assertThat(values.get(i)).isEqualTo("v" + i);
    }
    assertThat(consumer.position(P0)).isEqualTo(15);
  }

  @Test
  void aSlowConsumerIsNotFloodedAndGetsAllInTheEnd() {
    fill(cluster.partition(0), 0, 4_000, 8);
    final Consumer<String, String> consumer =
        client.newConsumer(settings().withBufferBytes(64 * 1024).withMaxPollRecords(500));
    consumer.assign(List.of(P0), Start.earliest());
    cluster.runFor(client, 1_000_000_000L);

    final List<String> values = new ArrayList<>();
    while (values.size() < 32_000) {
      consumer.poll(SECOND).forEach(record -> values.add(record.value()));
    }
    for (int i = 0; i < values.size(); i++) {
      assertThat(values.get(i)).isEqualTo("v" + i);
    }
  }

  @Test
  void anOffsetThatIsNotThereIsNamedWithTheRange() {
    fill(cluster.partition(0), 0, 3, 1);
    final Consumer<String, String> consumer = client.newConsumer(settings());
    consumer.assign(List.of(P0), Start.offset(17));

    assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(3)))
        .isInstanceOf(OffsetOutOfRangeException.class)
        .hasMessageContaining("offset 17 of t-0")
        .hasMessageContaining("from 0 up to, not including, 3");
    consumer.seek(P0, Start.offset(2));
    assertThat(values(consumer, 1)).containsExactly("v2");
  }

  @Test
  void readsFromANamedReplicaThatDoesNotLead() {
    fill(cluster.partition(0), 0, 3, 1);
    final Consumer<String, String> consumer =
        client.newConsumer(settings().withReadFrom(ReadFrom.replica(2)));
    consumer.assign(List.of(P0), Start.earliest());
    assertThat(values(consumer, 3)).containsExactly("v0", "v1", "v2");

    final Consumer<String, String> astray =
        client.newConsumer(settings().withReadFrom(ReadFrom.replica(9)));
    astray.assign(List.of(P0), Start.earliest());
    assertThatThrownBy(() -> astray.poll(SECOND))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("broker 9 has no replica of t-0");
  }

  @Test
  void readsFromAnyReplicaWhileTheLeaderIsGone() {
    fill(cluster.partition(0), 0, 3, 1);
    cluster.brokers.get(1).isUp = false;
    cluster.partition(0).leader = -1;
    final Consumer<String, String> consumer =
        client.newConsumer(settings().withReadFrom(ReadFrom.any()));
    consumer.assign(List.of(P0), Start.earliest());

    assertThat(values(consumer, 3)).containsExactly("v0", "v1", "v2");
  }

  @Test
  void aDamagedBatchIsAnErrorAndNeverDelivered() {
    fill(cluster.partition(0), 0, 3, 1);
    final UnsafeBuffer damaged = cluster.partition(0).log.get(1);
    damaged.putByte(Batch.HEADER_LENGTH + 3, (byte) 77);
    final Consumer<String, String> consumer = client.newConsumer(settings());
    consumer.assign(List.of(P0), Start.earliest());

    assertThat(values(consumer, 1)).containsExactly("v0");
    assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(3)))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("t-0 at offset 1");
  }

  @Test
  void withoutALeaderItSaysSoAndGoesOnAfterwards() {
    fill(cluster.partition(0), 0, 1, 1);
    cluster.partition(0).leader = -1;
    final Consumer<String, String> consumer = client.newConsumer(settings());
    consumer.assign(List.of(P0), Start.offset(0));

    assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(20)))
        .isInstanceOf(NoQuorumException.class)
        .hasMessageContaining("reading t-0");
    cluster.partition(0).leader = 2;
    assertThat(values(consumer, 1)).containsExactly("v0");
  }

  @Test
  void anUnknownTopicAndPartitionAreNamed() {
    final Consumer<String, String> consumer = client.newConsumer(settings());
    consumer.assign(List.of(new TopicPartition("nope", 0)), Start.earliest());
    assertThatThrownBy(() -> consumer.poll(SECOND)).isInstanceOf(UnknownTopicException.class);

    consumer.assign(List.of(new TopicPartition("t", 5)), Start.earliest());
    assertThatThrownBy(() -> consumer.poll(SECOND))
        .isInstanceOf(UnknownTopicException.class)
        .hasMessageContaining("not 5");
    assertThat(consumer.partitionsOf("t")).containsExactly(P0, P1);
  }

  @Test
  void aReaderEndsWhereTheTopicEndedWhenItWasOpened() {
    fill(cluster.partition(0), 0, 3, 2);
    fill(cluster.partition(1), 100, 1, 3);
    try (Reader<String, String> reader = client.newReader(new ReaderSettings<>(settings(), "t"))) {
      fill(cluster.partition(0), 6, 1, 1);
      final List<String> values = new ArrayList<>();
      reader.forEach(record -> values.add(record.value()));

      assertThat(values)
          .hasSize(9)
          .containsSubsequence("v0", "v1", "v2", "v3", "v4", "v5")
          .containsSubsequence("v100", "v101", "v102");
      assertThat(reader.isAtEnd()).isTrue();
      assertThat(reader.poll(SECOND).isEmpty()).isTrue();
    }
  }

  @Test
  void aReaderStopsInTheMiddleOfABatchAndAnEmptyOneAtOnce() {
    fill(cluster.partition(0), 0, 2, 5);
    final ReaderSettings<String, String> settings =
        new ReaderSettings<>(settings(), "t").withPartition(0);
    try (Reader<String, String> reader =
        client.newReader(settings.withStart(Start.offset(3)).withStop(Stop.offset(7)))) {
      final List<String> values = new ArrayList<>();
      reader.forEach(record -> values.add(record.value()));
      assertThat(values).containsExactly("v3", "v4", "v5", "v6");
    }
    try (Reader<String, String> reader = client.newReader(settings.withPartition(1))) {
      assertThat(reader.iterator().hasNext()).isFalse();
    }
    assertThatThrownBy(() -> client.newReader(settings.withStart(Start.offset(11))))
        .isInstanceOf(OffsetOutOfRangeException.class);
  }

  static List<Long> seeds() {
    return ProducerUnderFaultsTest.seeds();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whateverHappensEachRecordComesOnceAndInOrder(long seed) {
    final Faults faults = Faults.all(seed);
    final ScriptedCluster shaky = new ScriptedCluster(3, faults).withTopic("t", 1);
    final int records = 300;
    fill(shaky.partition(0), 0, records / 3, 3);
    final ClientRuntime shakyClient = shaky.client(3_600_000_000_000L);
    final ReadFrom from = seed % 2 == 0 ? ReadFrom.leader() : ReadFrom.any();
    final Consumer<String, String> consumer =
        shakyClient.newConsumer(
            settings().withReadFrom(from).withBufferBytes(64 * 1024).withMaxPollRecords(7));
    consumer.assign(List.of(P0), Start.earliest());

    final List<String> expected = new ArrayList<>();
    final List<String> values = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      expected.add("v" + i);
    }
    int polls = 0;
    while (values.size() < records && polls++ < 2_000) {
      try {
        consumer.poll(Duration.ofMillis(20)).forEach(record -> values.add(record.value()));
      } catch (final CorruptDataException e) {
        consumer.seek(P0, Start.offset(values.size()));
      }
    }
    assertThat(values).as("seed %d", seed).isEqualTo(expected);
    shakyClient.close();
  }

  private static ConsumerSettings<String, String> settings() {
    return new ConsumerSettings<>(Codec.string(), Codec.string());
  }

  private static List<String> values(Consumer<String, String> consumer, int count) {
    final List<String> values = new ArrayList<>();
    for (int polls = 0; values.size() < count && polls < 100; polls++) {
      consumer.poll(SECOND).forEach(record -> values.add(record.value()));
    }
    assertThat(values).hasSize(count);
    return values;
  }

  /** Appends batches without a producer, a microsecond apart. */
  static void fill(ModelPartition partition, int firstValue, int batches, int recordsPerBatch) {
    final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer();
    final RecordWriter writer = new RecordWriter();
    int value = firstValue;
    for (int i = 0; i < batches; i++) {
      final BatchBuilder builder = new BatchBuilder(32, 64 * 1024);
      for (int j = 0; j < recordsPerBatch; j++) {
        writer.wrap(scratch, 0);
        writer.endKey(-1);
        final int length =
            scratch.putStringWithoutLengthUtf8(writer.contentPosition(), "v" + value);
        writer.endValue(length);
        builder.append(scratch, 0, writer.end());
        value++;
      }
      builder.seal(partition.nextTestProducer++, (short) 0, 0);
      assertThat(
              partition.append(
                  builder.buffer(), builder.batchPosition(), builder.length(), 1_000L * value))
          .isEqualTo(ErrorCode.OK);
    }
  }
}
