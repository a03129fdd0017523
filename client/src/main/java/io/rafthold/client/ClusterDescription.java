package io.rafthold.client;

import java.util.List;

/**
 * The cluster, as one of its brokers and this client see it.
 *
 * @param clusterId its name
 * @param controller leader of group 0, or {@link PartitionInfo#NO_LEADER}
 * @param brokers all that are configured, by id
 * @param topics with the leaders of their partitions, by name
 */
public record ClusterDescription(
    String clusterId, int controller, List<BrokerInfo> brokers, List<TopicInfo> topics) {
  /** Keeps the lists unmodifiable. */
  public ClusterDescription {
    brokers = List.copyOf(brokers);
    topics = List.copyOf(topics);
  }
}
