package io.rafthold.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Replays a topic, or one partition of it, from a start to a stop. The end is fixed when the reader
 * is opened.
 *
 * <p>Each partition comes in the order of its offsets. At a {@link Pace} other than {@link
 * Pace#asFastAsPossible} the partitions are merged by timestamp, and {@link #poll} gives out what
 * is due: a record that is late, since the caller took long over the one before, comes at once.
 *
 * <p>For one thread at a time.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public interface Reader<K, V> extends AutoCloseable, Iterable<ConsumerRecord<K, V>> {
  /**
   * Waits for records.
   *
   * @param timeout how long at most while there is none
   * @return what came; empty after the timeout, or at the end
   * @throws RaftholdException as {@link Consumer#poll}
   */
  ConsumerRecords<K, V> poll(Duration timeout);

  /**
   * Tells whether everything up to the stop has been returned.
   *
   * @return true at the end
   */
  boolean isAtEnd();

  /**
   * Goes on from where the reader is. Its {@code hasNext} blocks until there is a record or the
   * end; where nothing can be read for longer than the request timeout it throws as {@link
   * Consumer#poll}, and its {@code next} throws {@link NoSuchElementException} at the end.
   *
   * @return an iterator over the rest
   */
  @Override
  Iterator<ConsumerRecord<K, V>> iterator();

  /** Ends all reading. Idempotent. */
  @Override
  void close();
}
