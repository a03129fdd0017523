package io.rafthold.metadata;

import java.util.List;

/**
 * Partitions that a topic gets on top of those that it has. Immutable.
 *
 * @param topicId of the topic
 * @param partitions at least one, numbered on from those of the topic
 */
record TopicGrowth(int topicId, List<PartitionPlacement> partitions) {
  TopicGrowth {
    partitions = List.copyOf(partitions);
  }

  /** Returns the number of the first new partition: how many the topic must have. */
  int firstPartition() {
    return partitions.get(0).partition();
  }

  /** Returns the lowest Raft group id that it gives out. */
  int firstGroupId() {
    return partitions.get(0).groupId();
  }

  /** Returns the highest Raft group id that it gives out. */
  int lastGroupId() {
    return partitions.get(partitions.size() - 1).groupId();
  }
}
