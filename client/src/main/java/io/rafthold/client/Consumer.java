package io.rafthold.client;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Reads committed records, each partition in offset order, without gap or repeat, over changes of
 * leader and connection: of partitions that are assigned by hand ({@link #assign}), or as a member
 * of a group that shares out the partitions of its topics ({@link #subscribe}).
 *
 * <p>For one thread at a time, but for {@link #wakeup}. Calls that name no timeout wait up to the
 * client's request timeout.
 *
 * <p><b>Groups.</b> Each partition has one owner at most, and others go on undisturbed while one
 * changes hands. The client's own thread tells the cluster that the member lives; with {@link
 * ClientThreading#INVOKER} that is the thread that calls, which must poll or invoke several times
 * within a session timeout. What a poll returned counts as done at the next one: a commit is of
 * what earlier polls have returned. A record is delivered at least once; with the offsets kept
 * beside the output, {@link RebalanceListener#onAssigned} and {@link #seek} make that exactly once.
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
   * Becomes a member of the group that the settings name. Returns at once: the partitions come with
   * later polls, where {@link #assignment} shows them.
   *
   * @param topics 1 to 64 of them, the same for all members of the group
   * @throws IllegalStateException where the settings name no group
   */
  void subscribe(Collection<String> topics);

  /**
   * Becomes a member of the group that the settings name.
   *
   * @param topics 1 to 64 of them, the same for all members of the group
   * @param listener hears which partitions come and go
   * @throws IllegalStateException where the settings name no group
   */
  void subscribe(Collection<String> topics, RebalanceListener listener);

  /** Leaves the group, as {@link #close} does, and has no partitions then. Harmless without one. */
  void unsubscribe();

  /**
   * Returns the topics of {@link #subscribe}.
   *
   * @return unmodifiable, empty for a consumer that is not subscribed
   */
  Set<String> subscription();

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
   * @return what came, may be empty; what a codec throws is thrown once, behind the records before
   *     it, and the next poll goes on behind the record that the codec refused
   * @throws UnknownTopicException where a topic or partition does not exist
   * @throws OffsetOutOfRangeException where the log does not have the position; seek
   * @throws CorruptDataException where a batch failed its checks
   * @throws RequestTimeoutException where a partition could not be read for longer than the
   *     client's request timeout, or the group could not be joined; polling again goes on trying
   * @throws InvalidRequestException where the group's members read other topics, or by another
   *     strategy
   * @throws WakeupException where {@link #wakeup} was called
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

  /**
   * Returns the offset of the record that the next poll gives first.
   *
   * @param partition an assigned one
   * @param timeout how long to wait at most
   * @return the offset
   */
  long position(TopicPartition partition, Duration timeout);

  /** Has a poll that waits, or else the next one, throw a {@link WakeupException}. Any thread. */
  void wakeup();

  /**
   * Commits the positions of all partitions: what earlier polls have returned is done.
   *
   * @throws StaleGenerationException where a partition is not this member's any more
   * @throws RequestTimeoutException where it is not known whether they are committed; committing
   *     again is harmless
   * @throws IllegalStateException where the consumer is not subscribed
   */
  void commit();

  /**
   * Commits the positions of all partitions, as {@link #commit()}.
   *
   * @param timeout how long to wait at most
   */
  void commit(Duration timeout);

  /**
   * Commits offsets, as {@link #commit()}. One below what was committed before changes nothing,
   * unless the partition was sought since.
   *
   * @param offsets of assigned partitions, each the next one to read
   */
  void commit(Map<TopicPartition, Long> offsets);

  /**
   * Commits offsets, as {@link #commit(Map)}.
   *
   * @param offsets of assigned partitions, each the next one to read
   * @param timeout how long to wait at most
   */
  void commit(Map<TopicPartition, Long> offsets, Duration timeout);

  /**
   * Commits the positions of all partitions without waiting. A later commit never falls behind an
   * earlier one. At most 1,000 wait; one more fails with a {@link BufferFullException}.
   *
   * @return completes when they are committed, or fails as {@link #commit()} does; continuations
   *     run on the client's thread and must not wait
   */
  CompletableFuture<Void> commitAsync();

  /**
   * Commits offsets without waiting, as {@link #commitAsync()}.
   *
   * @param offsets of assigned partitions, each the next one to read
   * @return completes when they are committed
   */
  CompletableFuture<Void> commitAsync(Map<TopicPartition, Long> offsets);

  /**
   * Asks a partition's leader what the group has committed.
   *
   * @param partition of any topic
   * @return the next offset to read; empty where nothing was committed yet
   * @throws IllegalStateException where the settings name no group
   */
  OptionalLong committed(TopicPartition partition);

  /**
   * Asks a partition's leader what the group has committed.
   *
   * @param partition of any topic
   * @param timeout how long to wait at most
   * @return the next offset to read; empty where nothing was committed yet
   */
  OptionalLong committed(TopicPartition partition, Duration timeout);

  /**
   * Asks a partition's leader how many offsets there are from the position to the end.
   *
   * @param partition an assigned one
   * @return 0 at the end
   */
  long lag(TopicPartition partition);

  /**
   * Asks a partition's leader how many offsets there are from the position to the end.
   *
   * @param partition an assigned one
   * @param timeout how long to wait at most
   * @return 0 at the end
   */
  long lag(TopicPartition partition, Duration timeout);

  /**
   * Returns the epoch in which this member owns a partition: it rises with each owner, so a store
   * that remembers the highest one can refuse what an earlier owner still writes.
   *
   * @param partition an assigned one
   * @return above 0
   * @throws IllegalStateException where the consumer is not subscribed
   */
  long epoch(TopicPartition partition);

  /**
   * Holds back the records of some partitions. They stay this consumer's, and are fetched as far as
   * the buffer has room.
   *
   * @param partitions assigned ones
   */
  void pause(Collection<TopicPartition> partitions);

  /**
   * Gives out the records of some partitions again.
   *
   * @param partitions assigned ones; harmless where they are not paused
   */
  void resume(Collection<TopicPartition> partitions);

  /**
   * Returns the paused partitions.
   *
   * @return unmodifiable
   */
  Set<TopicPartition> paused();

  /**
   * Ends all reading; a member of a group commits, where it does so automatically, and leaves, so
   * that others have its partitions at once. Idempotent.
   */
  @Override
  void close();

  /**
   * Ends all reading, as {@link #close()}.
   *
   * @param timeout how long to wait at most for the group to know; else it waits for the session
   *     timeout
   */
  void close(Duration timeout);
}
