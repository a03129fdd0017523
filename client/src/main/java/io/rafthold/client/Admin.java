package io.rafthold.client;

import java.time.Duration;
import java.util.List;

/**
 * Creates, deletes and describes. Every call blocks up to its deadline, the client's request
 * timeout unless {@link #withTimeout} says otherwise, and then throws {@link NoQuorumException},
 * {@link UnreachableException}, {@link OutcomeUnknownException} or {@link RequestTimeoutException}.
 *
 * <p>Thread-safe. Not to be called from a future's continuation on the client's own thread.
 */
public interface Admin {
  /**
   * Creates a topic and waits until its partitions have leaders. Safe to retry after an unknown
   * outcome.
   *
   * @param topic what to create
   * @return the topic as created
   * @throws TopicExistsException where it exists
   * @throws InvalidTopicException where the name or a setting breaks the rules
   * @throws InvalidReplicationException where there are fewer brokers than replicas
   */
  TopicInfo createTopic(NewTopic topic);

  /**
   * Deletes a topic and its records.
   *
   * @param name of the topic
   * @throws UnknownTopicException where it does not exist
   */
  void deleteTopic(String name);

  /**
   * Lists all topics.
   *
   * @return by name
   */
  List<TopicInfo> listTopics();

  /**
   * Describes a topic, and asks each of its replicas for its state; those that do not answer are
   * marked.
   *
   * @param name of the topic
   * @return the topic
   * @throws UnknownTopicException where it does not exist
   */
  TopicDescription describeTopic(String name);

  /**
   * Describes the cluster, and asks each broker whether it is there.
   *
   * @return the cluster
   */
  ClusterDescription describeCluster();

  /**
   * Returns the same with another deadline.
   *
   * @param timeout of each call, above zero
   * @return a view; this one is not changed
   */
  Admin withTimeout(Duration timeout);
}
