package io.rafthold.client;

import java.util.List;

/**
 * The cluster, as one of its brokers and this client see it.
 *
 * @param clusterId its name
 * @param controller leader of group 0, or {@link PartitionInfo#NO_LEADER}
 * @param brokers all that there are, by id
 * @param topics with the leaders of their partitions, by name
 * @param details with the state of each replica, by name; empty where the cluster is too large for
 *     its brokers to tell at once
 */
public record ClusterDescription(
    String clusterId,
    int controller,
    List<BrokerInfo> brokers,
    List<TopicInfo> topics,
    List<TopicDescription> details) {
  /** Keeps the lists unmodifiable. */
  public ClusterDescription {
    brokers = List.copyOf(brokers);
    topics = List.copyOf(topics);
    details = List.copyOf(details);
  }
}
