package io.rafthold.metadata;

import io.rafthold.protocol.codec.AckLevelCode;

/**
 * What a client asks of a new topic, not checked yet. Immutable.
 *
 * @param name see {@link TopicName}
 * @param partitions 1 to {@link MetadataLimits#MAX_PARTITIONS}
 * @param replicas 1 to the number of brokers; 0: the default
 * @param segmentBytes within {@link MetadataLimits}; 0: the default
 * @param ackLevel {@code TOPIC_DEFAULT}: the default
 * @param retentionMs within {@link MetadataLimits}; 0: records never go for their age
 * @param retentionBytes {@link MetadataLimits#MIN_RETENTION_BYTES} or more; 0: all stay
 */
public record TopicSpec(
    String name,
    int partitions,
    int replicas,
    long segmentBytes,
    AckLevelCode ackLevel,
    long retentionMs,
    long retentionBytes) {
  /** Asks for a topic that keeps its records for ever. */
  public TopicSpec(
      String name, int partitions, int replicas, long segmentBytes, AckLevelCode ackLevel) {
    this(name, partitions, replicas, segmentBytes, ackLevel, 0, 0);
  }
}
