package io.rafthold.client;

import java.util.Objects;

/**
 * What a reader replays.
 *
 * @param consumer codecs, replica and sizes
 * @param topic its name
 * @param partition its number, or {@link #ALL_PARTITIONS}
 * @param start where each partition begins, default the earliest
 * @param stop where each partition ends, default the committed end at opening
 * @param pace how fast records are given out, default as fast as possible; with another one the
 *     partitions are merged by timestamp
 * @param <K> type of keys
 * @param <V> type of values
 */
public record ReaderSettings<K, V>(
    ConsumerSettings<K, V> consumer,
    String topic,
    int partition,
    Start start,
    Stop stop,
    Pace pace) {
  /** Reads all partitions of the topic. */
  public static final int ALL_PARTITIONS = -1;

  /** Checks what is not null and not negative. */
  public ReaderSettings {
    Objects.requireNonNull(consumer, "consumer");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(stop, "stop");
    Objects.requireNonNull(pace, "pace");
    if (partition < ALL_PARTITIONS) {
      throw new IllegalArgumentException("partition " + partition + " is negative");
    }
  }

  /**
   * Describes a reader of a whole topic, from the earliest record to the end.
   *
   * @param consumer codecs, replica and sizes
   * @param topic its name
   */
  public ReaderSettings(ConsumerSettings<K, V> consumer, String topic) {
    this(consumer, topic, ALL_PARTITIONS, Start.earliest(), Stop.end(), Pace.asFastAsPossible());
  }

  /**
   * Describes a reader of a whole topic, from the earliest record to the end.
   *
   * @param keyCodec of keys
   * @param valueCodec of values
   * @param topic its name
   */
  public ReaderSettings(Codec<K> keyCodec, Codec<V> valueCodec, String topic) {
    this(new ConsumerSettings<>(keyCodec, valueCodec), topic);
  }

  /**
   * Returns the same for one partition.
   *
   * @param number of the partition
   * @return new settings
   */
  public ReaderSettings<K, V> withPartition(int number) {
    return new ReaderSettings<>(consumer, topic, number, start, stop, pace);
  }

  /**
   * Returns the same with another start.
   *
   * @param from where each partition begins
   * @return new settings
   */
  public ReaderSettings<K, V> withStart(Start from) {
    return new ReaderSettings<>(consumer, topic, partition, from, stop, pace);
  }

  /**
   * Returns the same with another stop.
   *
   * @param until where each partition ends
   * @return new settings
   */
  public ReaderSettings<K, V> withStop(Stop until) {
    return new ReaderSettings<>(consumer, topic, partition, start, until, pace);
  }

  /**
   * Returns the same with another replica.
   *
   * @param choice which replica is read
   * @return new settings
   */
  public ReaderSettings<K, V> withReadFrom(ReadFrom choice) {
    return new ReaderSettings<>(consumer.withReadFrom(choice), topic, partition, start, stop, pace);
  }

  /**
   * Returns the same at another pace.
   *
   * @param howFast records are given out
   * @return new settings
   */
  public ReaderSettings<K, V> withPace(Pace howFast) {
    return new ReaderSettings<>(consumer, topic, partition, start, stop, howFast);
  }
}
