package io.rafthold.metadata;

import io.rafthold.partition.RetentionPolicy;
import io.rafthold.protocol.AckLevel;
import java.util.ArrayList;
import java.util.List;

/**
 * A topic as group 0 decided it. Immutable.
 *
 * @param id from 1, never used again after the topic is deleted
 * @param name see {@link TopicName}
 * @param ackLevel the weakest level at which the topic's records are acknowledged
 * @param segmentBytes bound of a segment, within {@link MetadataLimits}
 * @param replicas of each partition when the topic was created
 * @param retention how long records are kept
 * @param partitions by number
 */
public record Topic(
    int id,
    String name,
    AckLevel ackLevel,
    long segmentBytes,
    int replicas,
    RetentionPolicy retention,
    List<PartitionPlacement> partitions) {
  /** Copies the list. */
  public Topic {
    partitions = List.copyOf(partitions);
  }

  /** Describes a topic that keeps its records for ever. */
  public Topic(
      int id,
      String name,
      AckLevel ackLevel,
      long segmentBytes,
      int replicas,
      List<PartitionPlacement> partitions) {
    this(id, name, ackLevel, segmentBytes, replicas, RetentionPolicy.FOR_EVER, partitions);
  }

  /** Returns the same topic with other settings. */
  Topic with(long bytesOfSegment, RetentionPolicy policy) {
    return new Topic(id, name, ackLevel, bytesOfSegment, replicas, policy, partitions);
  }

  /** Returns the same topic with more partitions, numbered on from its own. */
  Topic with(TopicGrowth growth) {
    final List<PartitionPlacement> all = new ArrayList<>(partitions);
    all.addAll(growth.partitions());
    return new Topic(id, name, ackLevel, segmentBytes, replicas, retention, all);
  }

  /** Returns the same topic with one partition placed otherwise. */
  Topic with(PartitionPlacement placement) {
    final List<PartitionPlacement> placed = new ArrayList<>(partitions);
    placed.set(placement.partition(), placement);
    return new Topic(id, name, ackLevel, segmentBytes, replicas, retention, placed);
  }
}
