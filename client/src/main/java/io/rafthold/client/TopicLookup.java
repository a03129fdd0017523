package io.rafthold.client;

/**
 * Answers what partitions there are, to callers that can wait. A partition that is not known may
 * have been added meanwhile, so it is asked for before anybody hears that there is none.
 */
final class TopicLookup {
  private final ClientRuntime runtime;

  TopicLookup(ClientRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Returns what is known of a topic, and asks only where that is nothing.
   *
   * @throws UnknownTopicException where it does not exist
   */
  TopicInfo known(String topic, long timeoutNs) {
    return runtime.call(
        () -> runtime.core().refresher().lookUp(topic, timeoutNs), timeoutNs, what(topic));
  }

  /**
   * Asks for a topic and all of its partitions.
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
    TopicInfo topic = known(id.topic(), timeoutNs);
    if (id.partition() >= topic.partitions().size()) {
      topic = fresh(id.topic(), timeoutNs);
    }
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
