package io.rafthold.bench;

import io.rafthold.client.BufferFullPolicy;
import io.rafthold.client.Codec;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RecordMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.IdleStrategy;

/**
 * Some producers of the simple layer, which send to all partitions of a topic in turn, by one
 * thread, with one window of records under way over all of them. (An appender is a partition's
 * alone, and each poll of one runs a cycle of the client: a thousand would measure that.)
 */
final class SpreadLoad implements AutoCloseable {
  private static final long STALL_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

  private final RaftholdClient client;
  private final List<Producer<byte[], byte[]>> producers = new ArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final int outstanding;
  private final IdleStrategy idle;
  private long sent;
  private long acknowledged;
  private Throwable failure;
  private long progressNs;

  /** Opens the producers; {@code outstanding} is below what a producer's buffer holds. */
  SpreadLoad(
      RaftholdClient client,
      String topic,
      int partitions,
      int producerCount,
      int sizeBytes,
      int outstanding) {
    this.client = client;
    idle = client.idleStrategy();
    this.outstanding = outstanding;
    final ProducerSettings<byte[], byte[]> settings =
        ProducerSettings.builder(Codec.bytes(), Codec.bytes())
            .bufferFullPolicy(BufferFullPolicy.FAIL)
            .build();
    for (int i = 0; i < producerCount; i++) {
      producers.add(client.newProducer(settings));
    }
    for (int partition = 0; partition < partitions; partition++) {
      records.add(new ProducerRecord<>(topic, partition, null, new byte[sizeBytes], List.of()));
    }
  }

  /** Returns how many records were sent by now. */
  long sent() {
    return sent;
  }

  /** Sends for a time; returns how many records were acknowledged in it. */
  long run(long durationNs) {
    final long before = acknowledged;
    final long startNs = System.nanoTime();
    progressNs = startNs;
    while (System.nanoTime() - startNs < durationNs) {
      cycle(Long.MAX_VALUE);
    }
    return acknowledged - before;
  }

  /** Sends so many more, and waits for all. */
  void fill(long count) {
    final long end = sent + count;
    progressNs = System.nanoTime();
    while (acknowledged < end) {
      cycle(end);
    }
  }

  private void cycle(long end) {
    final long before = acknowledged;
    while (sent < end && sent - acknowledged < outstanding) {
      final var unused =
          producers
              .get((int) (sent % producers.size()))
              .send(records.get((int) (sent / producers.size() % records.size())))
              .whenComplete(this::onAnswer);
      sent++;
    }
    idle.idle(client.invoke());
    if (failure != null) {
      throw new IllegalStateException("a record failed: " + failure.getMessage(), failure);
    }
    final long nowNs = System.nanoTime();
    if (acknowledged != before) {
      progressNs = nowNs;
    } else if (nowNs - progressNs > STALL_LIMIT_NS) {
      throw new IllegalStateException("nothing was acknowledged for 30 s");
    }
  }

  private void onAnswer(RecordMetadata metadata, Throwable error) {
    if (error == null) {
      acknowledged++;
    } else {
      failure = error;
    }
  }

  @Override
  public void close() {
    CloseHelper.closeAll(producers);
  }
}
