package io.rafthold.client;

/**
 * Where an acknowledged record is.
 *
 * @param topic its name
 * @param partition its number
 * @param offset the record's place; {@link #UNKNOWN_OFFSET} where it is there, but a late retry
 *     found that its offset is no longer remembered
 * @param timestampNs the leader's clock when it was appended, epoch nanoseconds
 */
public record RecordMetadata(String topic, int partition, long offset, long timestampNs) {
  /** The record is in the partition, and its offset is not known. */
  public static final long UNKNOWN_OFFSET = -1;
}
