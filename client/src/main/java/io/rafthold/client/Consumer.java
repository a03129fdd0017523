package io.rafthold.client;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Reads committed records of assigned partitions, each in offset order, without gap or repeat, over
 * changes of leader and connection.
 *
 * <p>For one thread at a time.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public interface Consumer<K, V> extends AutoCloseable {
  /**
   * Replaces the assignment. Returns at once; what is wrong with a partition is thrown by {@link
   * #poll}.
   *
   * @param partitions which, and where each begins
   */
  void assign(Map<TopicPartition, Start> partitions);

  /**
   * Replaces the assignment.
   *
   * @param partitions which
   * @param start where each begins
   */
  void assign(Collection<TopicPartition> partitions, Start start);

  /**
   * Returns the assigned partitions.
   *
   * @return unmodifiable
   */
  Set<TopicPartition> assignment();

  /**
   * Returns the partitions of a topic.
   *
   * @param topic its name
   * @return all of them, in order
   * @throws UnknownTopicException where it does not exist
   */
  Collection<TopicPartition> partitionsOf(String topic);

  /**
   * Waits for records.
   *
   * @param timeout how long at most while there is none; zero looks once
   * @return what came, may be empty
   * @throws UnknownTopicException where a topic or partition does not exist
   * @throws OffsetOutOfRangeException where the log does not have the position; seek
   * @throws CorruptDataException where a batch failed its checks
   * @throws RequestTimeoutException where a partition could not be read for longer than the
   *     client's request timeout; polling again goes on trying
   */
  ConsumerRecords<K, V> poll(Duration timeout);

  /**
   * Moves a partition.
   *
   * @param partition an assigned one
   * @param start where to go on
   */
  void seek(TopicPartition partition, Start start);

  /**
   * Returns the offset of the record that the next poll gives first. Blocks while a start other
   * than an offset is being looked up, up to the client's request timeout.
   *
   * @param partition an assigned one
   * @return the offset
   */
  long position(TopicPartition partition);

  /** Ends all reading. Idempotent. */
  @Override
  void close();
}
