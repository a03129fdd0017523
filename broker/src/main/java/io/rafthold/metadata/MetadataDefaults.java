package io.rafthold.metadata;

import io.rafthold.protocol.AckLevel;
import java.util.Objects;

/**
 * What a topic gets where its creator does not say.
 *
 * @param replicas of each partition; cut down to the number of brokers
 * @param segmentBytes bound of a segment
 * @param ackLevel weakest level of acknowledgement
 */
public record MetadataDefaults(int replicas, long segmentBytes, AckLevel ackLevel) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException where one is out of its range, naming it
   */
  public MetadataDefaults {
    if (replicas < 1 || replicas > MetadataLimits.MAX_REPLICAS) {
      throw new IllegalArgumentException(
          "default replicas " + replicas + " is not within 1 and " + MetadataLimits.MAX_REPLICAS);
    }
    if (segmentBytes < MetadataLimits.MIN_SEGMENT_BYTES
        || segmentBytes > MetadataLimits.MAX_SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "default segment bytes "
              + segmentBytes
              + " is not within "
              + MetadataLimits.MIN_SEGMENT_BYTES
              + " and "
              + MetadataLimits.MAX_SEGMENT_BYTES);
    }
    Objects.requireNonNull(ackLevel, "default ack level");
  }
}
