package io.rafthold.bench;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Start;
import io.rafthold.client.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A client that reads a partition from its start, and once more when it is near the end. */
final class HistoryReader implements AutoCloseable {
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);
  private static final int POLL_RECORDS = 4000;

  /** It turns round before it meets the tail. */
  private static final double TURNS_AT = 0.8;

  private final Thread thread;
  private volatile boolean stopped;
  private final AtomicLong readBytes = new AtomicLong();

  HistoryReader(String bootstrap, TopicPartition partition) {
    thread = new Thread(() -> read(bootstrap, partition), "history");
    thread.start();
  }

  private void read(String bootstrap, TopicPartition partition) {
    try (RaftholdClient client =
            RaftholdClient.builder().bootstrap(bootstrap).clientName("history").build();
        Consumer<byte[], byte[]> consumer =
            client.newConsumer(
                new ConsumerSettings<>(Codec.bytes(), Codec.bytes())
                    .withMaxPollRecords(POLL_RECORDS))) {
      final long end =
          client.admin().describeTopic(partition.topic()).partitions().stream()
              .flatMap(status -> status.replicas().stream())
              .mapToLong(status -> status.endOffset())
              .max()
              .orElse(0);
      consumer.assign(List.of(partition), Start.earliest());
      while (!stopped) {
        for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
          readBytes.addAndGet(record.value().length);
        }
        if (consumer.position(partition) > end * TURNS_AT) {
          consumer.seek(partition, Start.earliest());
        }
      }
    }
  }

  /** Returns the bytes of the values read so far. */
  long readBytes() {
    return readBytes.get();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
