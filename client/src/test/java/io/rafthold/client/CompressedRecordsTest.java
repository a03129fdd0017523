package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.Compression;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compression is between producer and consumer: places and contents are as without. */
class CompressedRecordsTest {
  private static final TopicPartition P0 = new TopicPartition("t", 0);
  private static final int RECORDS = 300;
  private static final String TEXT = "a text that comes again and again, number ";

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 1);
  private final ClientRuntime client = cluster.client(5_000_000_000L);

  private List<CompletableFuture<RecordMetadata>> send(Compression compression, int records) {
    final List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
    try (Producer<String, String> producer =
        client.newProducer(ProducerTest.settings().compression(compression).build())) {
      for (int i = 0; i < records; i++) {
        sent.add(
            producer.send(
                new ProducerRecord<>("t", 0, "k", TEXT + i, List.of(new Header("n", null)))));
      }
      producer.flush(Duration.ofSeconds(2));
    }
    return sent;
  }

  private Consumer<String, String> consumer(Start start) {
    final Consumer<String, String> consumer =
        client.newConsumer(new ConsumerSettings<>(Codec.string(), Codec.string()));
    consumer.assign(List.of(P0), start);
    return consumer;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSentIsReadAtTheSamePlace(Compression compression) {
    final List<CompletableFuture<RecordMetadata>> sent = send(compression, RECORDS);
    for (int i = 0; i < RECORDS; i++) {
      assertThat(sent.get(i).join().offset()).isEqualTo(i);
    }
    final UnsafeBuffer largest =
        cluster.partition(0).log.stream()
            .max((a, b) -> Batch.recordCount(a, 0) - Batch.recordCount(b, 0))
            .orElseThrow();
    assertThat(Batch.compression(largest, 0)).isEqualTo(compression);

    final int from = RECORDS / 2 + 1;
    final List<String> values = new ArrayList<>();
    try (Consumer<String, String> consumer = consumer(Start.offset(from))) {
      while (values.size() < RECORDS - from) {
        for (final ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          assertThat(record.offset()).isEqualTo(from + values.size());
          assertThat(record.timestampNs())
              .isEqualTo(sent.get((int) record.offset()).join().timestampNs());
          assertThat(record.key()).isEqualTo("k");
          assertThat(record.headers()).hasSize(1);
          values.add(record.value());
        }
      }
    }
    assertThat(values).startsWith(TEXT + from).endsWith(TEXT + (RECORDS - 1));
  }

  @Test
  void theBufferIsGivenBackAsItWasTaken() {
    final Producer<String, String> producer =
        client.newProducer(
            ProducerTest.settings()
                .compression(Compression.LZ4)
                .bufferBytes(4096)
                .maxRecordBytes(1024)
                .bufferFullPolicy(BufferFullPolicy.FAIL)
                .build());
    for (int round = 0; round < 50; round++) {
      final List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sent.add(producer.send("t", "k", TEXT + "x".repeat(100)));
      }
      producer.flush(Duration.ofSeconds(1));
      sent.forEach(CompletableFuture::join);
    }
  }

  @Test
  void aBrokerThatDoesNotKnowItSaysSo() {
    cluster.brokers.forEach(broker -> broker.produceAnswer = ErrorCode.UNKNOWN_COMPRESSION);
    final List<CompletableFuture<RecordMetadata>> sent = send(Compression.ZSTD, 1);
    final RaftholdException failure = ProducerTest.failure(sent.get(0));
    assertThat(failure)
        .isInstanceOf(UnsupportedCompressionException.class)
        .hasMessageContaining("does not know this compression, or has not its library");
    assertThat(failure.isOutcomeUnknown()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aTailerReadsItToo(Compression compression) {
    send(compression, RECORDS);
    final List<String> values = new ArrayList<>();
    final List<DirectBuffer> kept = new ArrayList<>();
    final int[] lastAt = {0};
    try (Tailer tailer =
        client.newTailer(P0, new TailerSettings(Start.earliest()).withPoisonsBuffers(true))) {
      while (values.size() < RECORDS) {
        tailer.poll(
            record -> {
              assertThat(record.offset()).isEqualTo(values.size());
              values.add(
                  record
                      .buffer()
                      .getStringWithoutLengthUtf8(record.valuePosition(), record.valueLength()));
              kept.add(record.buffer());
              lastAt[0] = record.valuePosition();
            },
            1);
      }
    }
    assertThat(values).startsWith(TEXT + 0).endsWith(TEXT + (RECORDS - 1));
    assertThat(kept.get(kept.size() - 1).getByte(lastAt[0])).isEqualTo((byte) 0xDB);
  }

  @Test
  void whatCannotBeDecompressedIsToldBehindWhatCan() {
    final int sound = sendAndSpoilTheLast();
    final List<Long> offsets = new ArrayList<>();
    try (Consumer<String, String> consumer = consumer(Start.earliest())) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  consumer
                      .poll(Duration.ofSeconds(1))
                      .forEach(record -> offsets.add(record.offset()));
                }
              })
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("are not the");
      assertThat(offsets).hasSize(sound);
      assertThat(consumer.position(P0)).isEqualTo(sound);
    }
    offsets.clear();
    try (Tailer tailer = client.newTailer(P0, new TailerSettings(Start.earliest()))) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(
                () -> {
                  while (true) {
                    tailer.poll(record -> offsets.add(record.offset()), 1);
                  }
                })
            .isInstanceOf(CorruptDataException.class)
            .hasMessageContaining("are not the");
        assertThat(offsets).hasSize(sound);
      }
    }
  }

  /** Returns how many records can be read. */
  private int sendAndSpoilTheLast() {
    send(Compression.LZ4, RECORDS);
    final ModelPartition partition = cluster.partition(0);
    final UnsafeBuffer last = partition.log.get(partition.log.size() - 1);
    final int sound = (int) Batch.baseOffset(last, 0);
    assertThat(Batch.isCompressed(last, 0)).isTrue();
    final int length = Batch.length(last, 0);
    last.putInt(
        Batch.HEADER_LENGTH,
        Batch.plainLength(last, 0) - Batch.HEADER_LENGTH + 1,
        ByteOrder.LITTLE_ENDIAN);
    Batch.sealBody(last, 0, length, Batch.recordCount(last, 0));
    Batch.stamp(
        last, 0, Batch.index(last, 0), Batch.term(last, 0), sound, Batch.timestampNs(last, 0));
    return sound;
  }
}
