package io.rafthold.client;

import java.util.Objects;
import java.util.Optional;

/**
 * How a consumer reads.
 *
 * @param keyCodec of keys
 * @param valueCodec of values
 * @param readFrom which replica, default the leader
 * @param bufferBytes batches of one partition that wait to be polled, default 4 MiB; at least the
 *     largest batch of the cluster
 * @param maxPollRecords most records of one poll, default 10,000
 * @param group how it is a member of a consumer group; empty, the default, for {@link
 *     Consumer#assign} alone
 * @param <K> type of keys
 * @param <V> type of values
 */
public record ConsumerSettings<K, V>(
    Codec<K> keyCodec,
    Codec<V> valueCodec,
    ReadFrom readFrom,
    int bufferBytes,
    int maxPollRecords,
    Optional<GroupSettings> group) {
  /** Default of {@code bufferBytes}. */
  public static final int DEFAULT_BUFFER_BYTES = 4 * 1024 * 1024;

  /** Default of {@code maxPollRecords}. */
  public static final int DEFAULT_MAX_POLL_RECORDS = 10_000;

  private static final int LEAST_BUFFER_BYTES = 64 * 1024;

  /**
   * Checks all settings.
   *
   * @throws InvalidSettingsException naming all that is wrong
   */
  public ConsumerSettings {
    Objects.requireNonNull(keyCodec, "keyCodec");
    Objects.requireNonNull(valueCodec, "valueCodec");
    Objects.requireNonNull(readFrom, "readFrom");
    Objects.requireNonNull(group, "group");
    new SettingsCheck()
        .within("bufferBytes", bufferBytes, LEAST_BUFFER_BYTES, Integer.MAX_VALUE)
        .within("maxPollRecords", maxPollRecords, 1, Integer.MAX_VALUE)
        .throwIfBad();
  }

  /**
   * Describes a consumer that follows the leader, with the default sizes.
   *
   * @param keyCodec of keys
   * @param valueCodec of values
   */
  public ConsumerSettings(Codec<K> keyCodec, Codec<V> valueCodec) {
    this(
        keyCodec,
        valueCodec,
        ReadFrom.leader(),
        DEFAULT_BUFFER_BYTES,
        DEFAULT_MAX_POLL_RECORDS,
        Optional.empty());
  }

  /**
   * Returns the same with another replica.
   *
   * @param choice which replica is read
   * @return new settings
   */
  public ConsumerSettings<K, V> withReadFrom(ReadFrom choice) {
    return new ConsumerSettings<>(keyCodec, valueCodec, choice, bufferBytes, maxPollRecords, group);
  }

  /**
   * Returns the same with another buffer size.
   *
   * @param bytes of one partition
   * @return new settings
   */
  public ConsumerSettings<K, V> withBufferBytes(int bytes) {
    return new ConsumerSettings<>(keyCodec, valueCodec, readFrom, bytes, maxPollRecords, group);
  }

  /**
   * Returns the same with another bound for one poll.
   *
   * @param records most of one poll
   * @return new settings
   */
  public ConsumerSettings<K, V> withMaxPollRecords(int records) {
    return new ConsumerSettings<>(keyCodec, valueCodec, readFrom, bufferBytes, records, group);
  }

  /**
   * Returns the same for a member of a consumer group.
   *
   * @param member how
   * @return new settings
   */
  public ConsumerSettings<K, V> withGroup(GroupSettings member) {
    return new ConsumerSettings<>(
        keyCodec, valueCodec, readFrom, bufferBytes, maxPollRecords, Optional.of(member));
  }
}
