package io.rafthold.client;

import io.rafthold.protocol.LatencySnapshot;
import org.agrona.concurrent.IdleStrategy;

/**
 * The way into a cluster. One client serves a whole application: it owns the connections, and all
 * producers, consumers, readers and admins made from it share them.
 *
 * <p>Thread-safe. The JVM needs {@code --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED}; it is
 * checked when the client is built.
 */
public interface RaftholdClient extends AutoCloseable {
  /**
   * Starts with the defaults.
   *
   * @return a new builder
   */
  static RaftholdClientBuilder builder() {
    return new RaftholdClientBuilder();
  }

  /**
   * Returns the way to create, delete and describe.
   *
   * @return with the client's request timeout
   */
  Admin admin();

  /**
   * Opens a producer.
   *
   * @param settings how
   * @return to be closed before the client
   * @param <K> type of keys
   * @param <V> type of values
   */
  <K, V> Producer<K, V> newProducer(ProducerSettings<K, V> settings);

  /**
   * Opens a consumer without partitions.
   *
   * @param settings how
   * @return to be closed before the client
   * @param <K> type of keys
   * @param <V> type of values
   */
  <K, V> Consumer<K, V> newConsumer(ConsumerSettings<K, V> settings);

  /**
   * Opens a reader: looks up where it begins and ends, up to the request timeout.
   *
   * @param settings what to read
   * @return to be closed before the client
   * @param <K> type of keys
   * @param <V> type of values
   * @throws RaftholdException where that fails
   */
  <K, V> Reader<K, V> newReader(ReaderSettings<K, V> settings);

  /**
   * Opens an appender: looks the topic up, up to the request timeout.
   *
   * @param partition where to append
   * @param settings how; the codecs are not used
   * @return to be closed before the client
   * @throws IllegalStateException with {@link ClientThreading#BACKGROUND}
   * @throws RaftholdException where that fails
   */
  Appender newAppender(TopicPartition partition, ProducerSettings<?, ?> settings);

  /**
   * Opens a tailer over the network: looks the topic up, up to the request timeout. Each of its
   * polls runs a duty cycle of the client, so it is used by the thread that uses the client; what a
   * replica cannot give any more is fetched from another one.
   *
   * @param partition what to read
   * @param settings how
   * @return to be closed before the client
   * @throws IllegalStateException with {@link ClientThreading#BACKGROUND}
   * @throws RaftholdException where that fails
   */
  Tailer newTailer(TopicPartition partition, TailerSettings settings);

  /**
   * Runs one duty cycle, with {@link ClientThreading#INVOKER}. From within a cycle, as a
   * continuation would, it does nothing.
   *
   * @return work count, 0 where there was nothing to do
   * @throws IllegalStateException with {@link ClientThreading#BACKGROUND}
   */
  int invoke();

  /**
   * Returns how the invoking thread best waits between cycles without work: {@code
   * idleStrategy().idle(invoke())}. It yields for a while behind each message; else, and where
   * others compute on the cores, it sleeps until a broker sends something, a millisecond at most.
   *
   * @return the same one each time, for the invoking thread alone
   * @throws IllegalStateException with {@link ClientThreading#BACKGROUND}
   */
  IdleStrategy idleStrategy();

  /**
   * Returns how long batches of all producers and appenders of this client took, since it was
   * built. Take {@link LatencySnapshot#since} for what passed between two calls. Any thread; it
   * costs some microseconds.
   *
   * @param stage what they waited for
   * @return counts of one moment
   */
  LatencySnapshot latency(ClientStage stage);

  /**
   * Closes at once: what is outstanding fails. Close producers first to wait for theirs.
   * Idempotent.
   */
  @Override
  void close();
}
