package io.rafthold.client;

import java.util.Objects;

/**
 * How a consumer reads.
 *
 * @param keyCodec of keys
 * @param valueCodec of values
 * @param readFrom which replica, default the leader
 * @param bufferBytes batches of one partition that wait to be polled, default 4 MiB; at least the
 *     largest batch of the cluster
 * @param maxPollRecords most records of one poll, default 10,000
 * @param <K> type of keys
 * @param <V> type of values
 */
public record ConsumerSettings<K, V>(
    Codec<K> keyCodec,
    Codec<V> valueCodec,
    ReadFrom readFrom,
    int bufferBytes,
    int maxPollRecords) {
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
    this(keyCodec, valueCodec, ReadFrom.leader(), DEFAULT_BUFFER_BYTES, DEFAULT_MAX_POLL_RECORDS);
  }

  /**
   * Returns the same with another replica.
   *
   * @param choice which replica is read
   * @return new settings
   */
  public ConsumerSettings<K, V> withReadFrom(ReadFrom choice) {
    return new ConsumerSettings<>(keyCodec, valueCodec, choice, bufferBytes, maxPollRecords);
  }

  /**
   * Returns the same with another buffer size.
   *
   * @param bytes of one partition
   * @return new settings
   */
  public ConsumerSettings<K, V> withBufferBytes(int bytes) {
    return new ConsumerSettings<>(keyCodec, valueCodec, readFrom, bytes, maxPollRecords);
  }

  /**
   * Returns the same with another bound for one poll.
   *
   * @param records most of one poll
   * @return new settings
   */
  public ConsumerSettings<K, V> withMaxPollRecords(int records) {
    return new ConsumerSettings<>(keyCodec, valueCodec, readFrom, bufferBytes, records);
  }
}
