package io.rafthold.metadata;

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
 * @param partitions by number
 */
public record Topic(
    int id,
    String name,
    AckLevel ackLevel,
    long segmentBytes,
    int replicas,
    List<PartitionPlacement> partitions) {
  /** Copies the list. */
  public Topic {
    partitions = List.copyOf(partitions);
  }

  /** Returns the same topic with one partition placed otherwise. */
  Topic with(PartitionPlacement placement) {
    final List<PartitionPlacement> placed = new ArrayList<>(partitions);
    placed.set(placement.partition(), placement);
    return new Topic(id, name, ackLevel, segmentBytes, replicas, placed);
  }
}
