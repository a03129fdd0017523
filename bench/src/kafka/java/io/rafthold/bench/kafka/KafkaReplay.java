package io.rafthold.bench.kafka;

import io.rafthold.bench.rig.Replay;
import io.rafthold.bench.system.CompactIdle;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.IdleStrategy;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer of one partition, from its beginning. */
final class KafkaReplay implements Replay {
  /** The default of 500 is for handlers that take their time. */
  private static final int MAX_POLL_RECORDS = 10_000;

  private static final int MAX_FETCH_BYTES = 4 * 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private long next;

  KafkaReplay(String bootstrap, String topic) {
    final Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MAX_FETCH_BYTES);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    consumer = new KafkaConsumer<>(settings);
    final TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  @Override
  public int poll() {
    int count = 0;
    for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
      final long number = ByteBuffer.wrap(record.value()).getLong();
      if (number != next) {
        throw new IllegalStateException("record " + number + " came in the place of " + next);
      }
      next++;
      count++;
    }
    return count;
  }

  @Override
  public IdleStrategy idleStrategy() {
    return CompactIdle.create();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
