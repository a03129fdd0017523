package io.rafthold.client;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.Compression;
import java.time.Duration;
import java.util.Objects;

/**
 * How a producer sends.
 *
 * @param keyCodec of keys
 * @param valueCodec of values
 * @param ackLevel when a record counts as acknowledged; null for the topic's own level. A level
 *     weaker than the topic's counts as the topic's
 * @param deliveryTimeout from send to acknowledgement, default 30 s
 * @param attemptTimeout how long one attempt may go unanswered before it is repeated, default 2 s
 * @param maxInFlightBatches unacknowledged batches of one partition, 1 to 64, default 16; one that
 *     is not full waits behind two
 * @param maxBatchBytes size at which a batch is closed, default 256 KiB
 * @param maxRecordBytes largest encoded record, default 1 MiB; the broker's limit holds where it is
 *     lower
 * @param bufferBytes encoded records that wait or are in flight, default 32 MiB
 * @param bufferRecords records that wait or are in flight, default 65,536
 * @param bufferFullPolicy what sending does while the buffer is full, default {@link
 *     BufferFullPolicy#WAIT}
 * @param compression of each batch that gets smaller by it, default {@link Compression#NONE}; done
 *     on the client's own thread. Its library must be on the class path, that of readers too
 * @param <K> type of keys
 * @param <V> type of values
 */
public record ProducerSettings<K, V>(
    Codec<K> keyCodec,
    Codec<V> valueCodec,
    AckLevel ackLevel,
    Duration deliveryTimeout,
    Duration attemptTimeout,
    int maxInFlightBatches,
    int maxBatchBytes,
    int maxRecordBytes,
    long bufferBytes,
    int bufferRecords,
    BufferFullPolicy bufferFullPolicy,
    Compression compression) {
  /** The brokers' deduplication window: more in flight could not be told from duplicates. */
  public static final int MAX_IN_FLIGHT_LIMIT = 64;

  private static final int KIB = 1024;
  private static final int MIB = 1024 * 1024;

  /**
   * Checks all settings.
   *
   * @throws InvalidSettingsException naming all that is wrong
   */
  public ProducerSettings {
    Objects.requireNonNull(keyCodec, "keyCodec");
    Objects.requireNonNull(valueCodec, "valueCodec");
    new SettingsCheck()
        .positive("deliveryTimeout", deliveryTimeout)
        .positive("attemptTimeout", attemptTimeout)
        .within("maxInFlightBatches", maxInFlightBatches, 1, MAX_IN_FLIGHT_LIMIT)
        .within("maxBatchBytes", maxBatchBytes, KIB, 64 * MIB)
        .within("maxRecordBytes", maxRecordBytes, KIB, 64 * MIB)
        .within("bufferBytes", bufferBytes, maxRecordBytes, Long.MAX_VALUE)
        .within("bufferRecords", bufferRecords, 1, Integer.MAX_VALUE)
        .notNull("bufferFullPolicy", bufferFullPolicy)
        .notNull("compression", compression)
        .throwIfBad();
  }

  /**
   * Starts with the defaults.
   *
   * @param keyCodec of keys
   * @param valueCodec of values
   * @return a new builder
   * @param <K> type of keys
   * @param <V> type of values
   */
  public static <K, V> Builder<K, V> builder(Codec<K> keyCodec, Codec<V> valueCodec) {
    return new Builder<>(keyCodec, valueCodec);
  }

  /**
   * Collects settings; not thread-safe.
   *
   * @param <K> type of keys
   * @param <V> type of values
   */
  public static final class Builder<K, V> {
    private final Codec<K> keyCodec;
    private final Codec<V> valueCodec;
    private AckLevel ackLevel;
    private Duration deliveryTimeout = Duration.ofSeconds(30);
    private Duration attemptTimeout = Duration.ofSeconds(2);
    private int maxInFlightBatches = 16;
    private int maxBatchBytes = 256 * KIB;
    private int maxRecordBytes = MIB;
    private long bufferBytes = 32L * MIB;
    private int bufferRecords = 65_536;
    private BufferFullPolicy bufferFullPolicy = BufferFullPolicy.WAIT;
    private Compression compression = Compression.NONE;

    private Builder(Codec<K> keyCodec, Codec<V> valueCodec) {
      this.keyCodec = keyCodec;
      this.valueCodec = valueCodec;
    }

    /** Sets when a record counts as acknowledged; null for the topic's own level. */
    public Builder<K, V> ackLevel(AckLevel level) {
      ackLevel = level;
      return this;
    }

    /** Sets the time from send to acknowledgement. */
    public Builder<K, V> deliveryTimeout(Duration timeout) {
      deliveryTimeout = timeout;
      return this;
    }

    /** Sets how long one attempt may go unanswered. */
    public Builder<K, V> attemptTimeout(Duration timeout) {
      attemptTimeout = timeout;
      return this;
    }

    /** Sets the unacknowledged batches of one partition. */
    public Builder<K, V> maxInFlightBatches(int batches) {
      maxInFlightBatches = batches;
      return this;
    }

    /** Sets the size at which a batch is closed. */
    public Builder<K, V> maxBatchBytes(int bytes) {
      maxBatchBytes = bytes;
      return this;
    }

    /** Sets the size of the largest encoded record. */
    public Builder<K, V> maxRecordBytes(int bytes) {
      maxRecordBytes = bytes;
      return this;
    }

    /** Bounds the encoded records that wait or are in flight, in bytes. */
    public Builder<K, V> bufferBytes(long bytes) {
      bufferBytes = bytes;
      return this;
    }

    /** Bounds the number of records that wait or are in flight. */
    public Builder<K, V> bufferRecords(int records) {
      bufferRecords = records;
      return this;
    }

    /** Says what sending does while the buffer is full. */
    public Builder<K, V> bufferFullPolicy(BufferFullPolicy policy) {
      bufferFullPolicy = policy;
      return this;
    }

    /** Sets how batches are compressed. */
    public Builder<K, V> compression(Compression kind) {
      compression = kind;
      return this;
    }

    /**
     * Completes the settings.
     *
     * @return checked settings
     * @throws InvalidSettingsException naming all that is wrong
     */
    public ProducerSettings<K, V> build() {
      return new ProducerSettings<>(
          keyCodec,
          valueCodec,
          ackLevel,
          deliveryTimeout,
          attemptTimeout,
          maxInFlightBatches,
          maxBatchBytes,
          maxRecordBytes,
          bufferBytes,
          bufferRecords,
          bufferFullPolicy,
          compression);
    }
  }
}
