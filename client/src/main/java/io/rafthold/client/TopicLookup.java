package io.rafthold.client;

/**
 * Answers what partitions there are, to callers that can wait. A partition that is not known may
 * have been added meanwhile, so the controller is asked before anybody hears that there is none.
 */
final class TopicLookup {
  private final ClientRuntime runtime;

  TopicLookup(ClientRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Returns a topic that has so many partitions, or else what the controller says of it; asks only
   * where no such topic is known.
   *
   * @throws UnknownTopicException where it does not exist
   */
  TopicInfo atLeast(String topic, int partitions, long timeoutNs) {
    return runtime.call(
        () -> runtime.core().refresher().lookUp(topic, partitions, timeoutNs),
        timeoutNs,
        what(topic));
  }

  /**
   * Asks the next broker for a topic and the partitions that it has by now.
   *
   * @throws UnknownTopicException where it does not exist
   */
  TopicInfo fresh(String topic, long timeoutNs) {
    final TopicInfo answered =
        runtime.call(
            () -> runtime.core().refresher().lookUpFresh(topic, timeoutNs), timeoutNs, what(topic));
    // Who answered may lag behind somebody who did before.
    final TopicInfo known = runtime.core().view().topic(topic);
    return known == null ? answered : known;
  }

  /**
   * Returns a partition.
   *
   * @throws UnknownTopicException where there is no such topic or partition
   */
  PartitionInfo partition(TopicPartition id, long timeoutNs) {
    final String name = id.topic();
    final TopicInfo topic = atLeast(name, id.partition() + 1, timeoutNs);
    if (id.partition() >= topic.partitions().size()) {
      throw missing(topic, id.partition());
    }
    return topic.partitions().get(id.partition());
  }

  /** Says that a topic has no such partition. */
  static UnknownTopicException missing(TopicInfo topic, int partition) {
    return new UnknownTopicException(
        "topic '"
            + topic.name()
            + "' has partitions 0 to "
            + (topic.partitions().size() - 1)
            + ", not "
            + partition);
  }

  private static String what(String topic) {
    return "looking up topic '" + topic + "'";
  }
}
