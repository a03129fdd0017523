package io.rafthold.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Keeps an eye on a topic that is in use: it may be deleted, or not be there in the first place.
 */
final class TopicWatch {
  private final ClientCore core;
  private final TopicPartition partition;
  private final long timeoutNs;
  private CompletableFuture<TopicInfo> lookup;

  TopicWatch(ClientCore core, TopicPartition partition, long timeoutNs) {
    this.core = core;
    this.partition = partition;
    this.timeoutNs = timeoutNs;
  }

  /**
   * Returns what is known of the partition; null while it is being looked up.
   *
   * @throws UnknownTopicException where the controller says that there is no such topic
   */
  PartitionInfo poll() {
    TopicInfo topic = core.view().topic(partition.topic());
    if (topic == null || !isIn(topic)) {
      // A topic that is known may have grown.
      topic = lookUp();
      if (topic == null) {
        return null;
      }
    }
    lookup = null;
    if (!isIn(topic)) {
      throw TopicLookup.missing(topic, partition.partition());
    }
    return topic.partitions().get(partition.partition());
  }

  private boolean isIn(TopicInfo topic) {
    return partition.partition() < topic.partitions().size();
  }

  private TopicInfo lookUp() {
    if (lookup == null) {
      lookup = core.refresher().lookUp(partition.topic(), partition.partition() + 1, timeoutNs);
    }
    if (!lookup.isDone()) {
      return null;
    }
    try {
      return lookup.join();
    } catch (final CompletionException e) {
      lookup = null;
      if (e.getCause() instanceof UnknownTopicException unknown) {
        throw unknown;
      }
      // Nobody could be asked: the caller has its own deadline, and goes on trying until then.
      return null;
    }
  }
}
