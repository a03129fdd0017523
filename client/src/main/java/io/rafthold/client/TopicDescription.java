package io.rafthold.client;

import io.rafthold.protocol.AckLevel;
import java.util.List;

/**
 * A topic with the state of each replica.
 *
 * @param name of the topic
 * @param topicId unique over the cluster's life
 * @param replicas of each partition
 * @param segmentBytes size of a log segment
 * @param ackLevel when a record counts as acknowledged
 * @param retention how long records are kept
 * @param partitions in order
 */
public record TopicDescription(
    String name,
    int topicId,
    int replicas,
    long segmentBytes,
    AckLevel ackLevel,
    TopicRetention retention,
    List<PartitionStatus> partitions) {
  /** Keeps the list unmodifiable. */
  public TopicDescription {
    partitions = List.copyOf(partitions);
  }
}
