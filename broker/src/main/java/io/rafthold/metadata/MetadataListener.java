package io.rafthold.metadata;

/** Hears what changed, on the thread that applies, when the state already shows the change. */
public interface MetadataListener {
  /** A topic exists from now on. */
  void onTopicCreated(Topic topic);

  /** A topic's settings are others from now on; its partitions are where they were. */
  void onTopicAltered(Topic topic);

  /**
   * A topic has more partitions from now on.
   *
   * @param topic with all of them
   * @param firstPartition number of the first new one
   */
  void onTopicGrown(Topic topic, int firstPartition);

  /** A topic is gone for good: no later topic gets its id or its groups' ids. */
  void onTopicDeleted(Topic topic);

  /**
   * The replicas of a partition shall be elsewhere, or were reported to be.
   *
   * @param topic with the new placement
   */
  void onPlacementChanged(Topic topic, PartitionPlacement before, PartitionPlacement after);

  /** A broker was registered, moved, removed, or is leaving. */
  void onBrokersChanged();
}
