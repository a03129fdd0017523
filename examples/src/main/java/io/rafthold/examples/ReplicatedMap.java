package io.rafthold.examples;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RecordMetadata;
import io.rafthold.client.Start;
import io.rafthold.client.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A map that several processes share: each has a copy in memory, made of a topic of changes. A
 * change is in the topic, on a majority of brokers, before the call returns, and in every copy
 * soon; in the copy of who made it at once. A snapshot of the copy with its offset makes the next
 * start short.
 *
 * <p>For one thread.
 */
public final class ReplicatedMap implements AutoCloseable {
  private static final int PARTITION = 0;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SLICE = Duration.ofMillis(100);

  private final Map<String, String> copy;
  private final String topic;
  private final Path snapshot;
  private final Producer<String, String> producer;
  private final Consumer<String, String> consumer;
  private long nextOffset;
  private long applied;

  /**
   * Opens a copy, and goes on from its snapshot.
   *
   * @param client stays the caller's
   * @param topic of one partition, which exists
   * @param snapshot file; need not exist yet
   */
  public ReplicatedMap(RaftholdClient client, String topic, Path snapshot) {
    this.topic = topic;
    this.snapshot = snapshot;
    // begin: snapshot
    final StoredState stored = StoredState.load(snapshot);
    copy = new TreeMap<>(stored.values());
    nextOffset = stored.nextOffset();
    consumer = client.newConsumer(new ConsumerSettings<>(Codec.string(), Codec.string()));
    consumer.assign(Map.of(new TopicPartition(topic, PARTITION), Start.offset(nextOffset)));
    // end: snapshot
    producer = client.newProducer(ProducerSettings.builder(Codec.string(), Codec.string()).build());
  }

  /**
   * Sets a value, and sees it.
   *
   * @param key not null
   * @param value not null
   */
  public void put(String key, String value) {
    change(key, value);
  }

  /**
   * Takes a key out.
   *
   * @param key not null
   */
  public void remove(String key) {
    change(key, null);
  }

  private void change(String key, String value) {
    final RecordMetadata written =
        producer.send(new ProducerRecord<>(topic, PARTITION, key, value, List.of())).join();
    // What others changed before comes first: so all copies change in one order.
    awaitApplied(written.offset());
  }

  /**
   * Looks a value up in this copy.
   *
   * @param key not null
   * @return null where there is none
   */
  public String get(String key) {
    return copy.get(key);
  }

  /**
   * Returns what is in this copy.
   *
   * @return unmodifiable
   */
  public Map<String, String> contents() {
    return Map.copyOf(copy);
  }

  /**
   * Applies what has come from others.
   *
   * @param timeout how long to wait while there is nothing
   */
  public void refresh(Duration timeout) {
    for (final ConsumerRecord<String, String> record : consumer.poll(timeout)) {
      if (record.value() == null) {
        copy.remove(record.key());
      } else {
        copy.put(record.key(), record.value());
      }
      nextOffset = record.offset() + 1;
      applied++;
    }
  }

  /**
   * Waits until a change is in this copy.
   *
   * @param offset of the change
   */
  public void awaitApplied(long offset) {
    final long startNs = System.nanoTime();
    while (nextOffset <= offset) {
      if (System.nanoTime() - startNs > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "change " + offset + " did not come within " + PATIENCE + ": at " + nextOffset);
      }
      refresh(SLICE);
    }
  }

  /** Stores the copy and its offset, so that the next start need not begin at the beginning. */
  public void snapshot() {
    new StoredState(copy, nextOffset).store(snapshot);
  }

  /**
   * Returns the offset of the next change.
   *
   * @return 0 or above
   */
  public long nextOffset() {
    return nextOffset;
  }

  /**
   * Returns how many changes were read since this copy was opened.
   *
   * @return 0 or above
   */
  public long applied() {
    return applied;
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
