package io.rafthold.client;

import java.util.List;

/**
 * A committed record.
 *
 * @param topic its name
 * @param partition its number
 * @param offset its place in the partition, from 0, without gaps
 * @param timestampNs the leader's clock when it was appended, epoch nanoseconds
 * @param key or null
 * @param value or null
 * @param headers may be empty
 * @param <K> type of keys
 * @param <V> type of values
 */
public record ConsumerRecord<K, V>(
    String topic,
    int partition,
    long offset,
    long timestampNs,
    K key,
    V value,
    List<Header> headers) {}
