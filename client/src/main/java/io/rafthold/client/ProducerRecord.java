package io.rafthold.client;

import java.util.List;
import java.util.Objects;

/**
 * What a producer sends.
 *
 * @param topic its name
 * @param partition its number, or {@link #ANY_PARTITION}: by the key, or in turn where that is null
 * @param key decides the partition, or null
 * @param value or null
 * @param headers may be empty
 * @param <K> type of keys
 * @param <V> type of values
 */
public record ProducerRecord<K, V>(
    String topic, int partition, K key, V value, List<Header> headers) {
  /** Lets the producer choose the partition. */
  public static final int ANY_PARTITION = -1;

  /** Checks what is not null and not negative. */
  public ProducerRecord {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(headers, "headers");
    if (partition < ANY_PARTITION) {
      throw new IllegalArgumentException("partition " + partition + " is negative");
    }
  }

  /**
   * Creates a record without headers whose key decides the partition.
   *
   * @param topic its name
   * @param key or null
   * @param value or null
   */
  public ProducerRecord(String topic, K key, V value) {
    this(topic, ANY_PARTITION, key, value, List.of());
  }
}
