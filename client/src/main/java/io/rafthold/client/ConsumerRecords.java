package io.rafthold.client;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * What one poll gave: within a partition in offset order, partitions in turn.
 *
 * @param records unmodifiable, may be empty
 * @param <K> type of keys
 * @param <V> type of values
 */
public record ConsumerRecords<K, V>(List<ConsumerRecord<K, V>> records)
    implements Iterable<ConsumerRecord<K, V>> {
  /** Keeps the list unmodifiable. */
  public ConsumerRecords {
    records = Collections.unmodifiableList(records);
  }

  /**
   * Returns the number of records.
   *
   * @return 0 or more
   */
  public int count() {
    return records.size();
  }

  /**
   * Tells whether there is none.
   *
   * @return true where the poll ended without a record
   */
  public boolean isEmpty() {
    return records.isEmpty();
  }

  @Override
  public Iterator<ConsumerRecord<K, V>> iterator() {
    return records.iterator();
  }
}
