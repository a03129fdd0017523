package io.rafthold.examples;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerRecords;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Start;
import io.rafthold.client.TopicPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up bookings of a partition by account, each exactly once, whenever this process or a broker
 * dies: output and offset are stored together, and the next start goes on from what is stored. A
 * booking that was added and not stored is read again, and what was made of it is gone with the
 * process.
 *
 * <p>For one thread.
 */
public final class AccountTotals implements AutoCloseable {
  private final Map<String, Long> totals = new TreeMap<>();
  private final Path file;
  private final Consumer<String, Long> consumer;
  private long nextOffset;

  /**
   * Goes on from a file.
   *
   * @param client stays the caller's
   * @param bookings records with an account as key and an amount as value
   * @param file of output and offset; need not exist yet
   */
  public AccountTotals(RaftholdClient client, TopicPartition bookings, Path file) {
    this.file = file;
    // begin: exactly-once
    final StoredState stored = StoredState.load(file);
    stored.values().forEach((account, total) -> totals.put(account, Long.valueOf(total)));
    nextOffset = stored.nextOffset();
    consumer = client.newConsumer(new ConsumerSettings<>(Codec.string(), Codec.int64()));
    consumer.assign(Map.of(bookings, Start.offset(nextOffset)));
    // end: exactly-once
  }

  /**
   * Adds what has come; {@link #store} makes it last.
   *
   * @param timeout how long to wait while there is nothing
   * @return how many bookings were added
   */
  public int process(Duration timeout) {
    final ConsumerRecords<String, Long> records = consumer.poll(timeout);
    for (final ConsumerRecord<String, Long> record : records) {
      totals.merge(record.key(), record.value(), Long::sum);
      nextOffset = record.offset() + 1;
    }
    return records.count();
  }

  /** Stores output and offset, in one step. */
  public void store() {
    final Map<String, String> values = new TreeMap<>();
    totals.forEach((account, total) -> values.put(account, Long.toString(total)));
    new StoredState(values, nextOffset).store(file);
  }

  /**
   * Returns the sums so far.
   *
   * @return by account
   */
  public Map<String, Long> totals() {
    return Map.copyOf(totals);
  }

  /**
   * Returns how far it has come.
   *
   * @return offset of the next booking
   */
  public long nextOffset() {
    return nextOffset;
  }

  /** Ends reading; stores nothing. */
  @Override
  public void close() {
    consumer.close();
  }
}
