package io.rafthold.client;

import io.rafthold.protocol.AckLevel;
import java.util.List;

/**
 * A topic, as a broker of the cluster sees it.
 *
 * @param name of the topic
 * @param topicId unique over the cluster's life
 * @param replicas of each partition
 * @param segmentBytes size of a log segment
 * @param ackLevel when a record counts as acknowledged
 * @param retention how long records are kept
 * @param partitions in order
 */
public record TopicInfo(
    String name,
    int topicId,
    int replicas,
    long segmentBytes,
    AckLevel ackLevel,
    TopicRetention retention,
    List<PartitionInfo> partitions) {
  /** Keeps the list unmodifiable. */
  public TopicInfo {
    partitions = List.copyOf(partitions);
  }
}
