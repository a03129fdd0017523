package io.rafthold.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Creates, deletes, changes and describes. Every call blocks up to its deadline, the client's
 * request timeout unless {@link #withTimeout} says otherwise, and then throws {@link
 * NoQuorumException}, {@link UnreachableException}, {@link OutcomeUnknownException} or {@link
 * RequestTimeoutException}.
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
   * @throws NoQuorumException where the topic is there and partitions have no leader by the
   *     deadline; the message says how many: many partitions take more time, see {@link
   *     #withTimeout}
   */
  TopicInfo createTopic(NewTopic topic);

  /**
   * Changes a topic's settings. Returns when the cluster has recorded it; each broker goes by it as
   * soon as it hears of it, with no restart, but for the segment size: see {@link
   * TopicChange#withSegmentBytes}. Safe to repeat.
   *
   * @param name of the topic
   * @param change what shall be otherwise
   * @throws UnknownTopicException where it does not exist
   * @throws InvalidRequestException where a setting is out of its range, or none is named
   */
  void alterTopic(String name, TopicChange change);

  /**
   * Adds partitions to a topic, and waits until each has a leader. Records stay where they are, so
   * a key may belong to another partition from then on: where all records of a key have to be in
   * one partition, begin with enough partitions, or make a new topic. A group's members share the
   * new partitions out, and begin them as {@link GroupSettings#autoOffsetReset} says: with {@link
   * Start#latest} they pass over what was written before they came. A producer that is at work asks
   * about every 30 seconds, and at once where it is told to send to one.
   *
   * @param name of the topic
   * @param partitions how many there shall be then, up to 4096
   * @return the topic
   * @throws UnknownTopicException where it does not exist
   * @throws InvalidRequestException where that is not more than the topic has, or too many
   * @throws InvalidReplicationException where the cluster has fewer brokers than the topic replicas
   * @throws NoQuorumException where the topic has them and some have no leader by the deadline, as
   *     {@link #createTopic}
   */
  TopicInfo growTopic(String name, int partitions);

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
   * Adds a broker, which was started with {@code cluster.join: true} or will be. Returns when the
   * cluster has recorded it; it becomes a full member when it has caught up, which {@link
   * #describeCluster} shows. Safe to repeat while it joins.
   *
   * @param broker its id and addresses
   * @throws InvalidRequestException where the id was used before, or an address is taken
   */
  void addBroker(NewBroker broker);

  /**
   * Removes a broker, dead or alive. Returns when the cluster has recorded it; then its replicas
   * move to other brokers, and when the last has moved it is no longer in {@link #describeCluster}.
   * Its id is never used again.
   *
   * @param brokerId of the broker
   * @throws UnknownBrokerException where there is none
   * @throws InvalidReplicationException where too few brokers would be left
   */
  void removeBroker(int brokerId);

  /**
   * Adds a replica to a partition. Returns when the cluster has recorded it; the replica counts
   * when it has caught up, which {@link #describeTopic} shows.
   *
   * @param topic its name
   * @param partition its number
   * @param brokerId that gets it
   * @throws UnknownTopicException where there is no such partition
   * @throws UnknownBrokerException where there is no such broker, or it is being removed
   * @throws InvalidRequestException where the broker has a replica of it already
   */
  void addReplica(String topic, int partition, int brokerId);

  /**
   * Removes a replica from a partition. Returns when the cluster has recorded it; the replica's
   * files are deleted when it no longer counts.
   *
   * @param topic its name
   * @param partition its number
   * @param brokerId that loses it
   * @throws UnknownTopicException where there is no such partition
   * @throws InvalidRequestException where the broker has no replica of it
   * @throws InvalidReplicationException where it is the last one
   */
  void removeReplica(String topic, int partition, int brokerId);

  /**
   * Hands a partition over to another of its replicas, which is its preferred leader from then on.
   * Returns when that one leads.
   *
   * @param topic its name
   * @param partition its number
   * @param brokerId that shall lead
   * @throws UnknownTopicException where there is no such partition
   * @throws InvalidRequestException where the broker has no replica that votes
   */
  void transferLeadership(String topic, int partition, int brokerId);

  /**
   * Lists the consumer groups, those without members too.
   *
   * @return by name
   */
  List<GroupInfo> listGroups();

  /**
   * Describes a consumer group, and asks each partition's leader how far it is; those that do not
   * answer are marked.
   *
   * @param name of the group
   * @return the group
   * @throws UnknownConsumerGroupException where it does not exist
   */
  GroupDescription describeGroup(String name);

  /**
   * Moves what a consumer group without members has committed, forward or back. First all places
   * are looked up, then the partitions are moved one after the other. Safe to repeat.
   *
   * @param name of the group
   * @param positions where it shall go on in each of these partitions
   * @return the offsets that these places are
   * @throws UnknownConsumerGroupException where it does not exist
   * @throws UnknownTopicException where there is no such partition
   * @throws OffsetOutOfRangeException where the log does not have an offset
   * @throws GroupInUseException while it has members
   */
  Map<TopicPartition, Long> seekGroup(String name, Map<TopicPartition, Start> positions);

  /**
   * Deletes a consumer group without members, and what it has committed in every topic. Safe to
   * repeat.
   *
   * @param name of the group
   * @throws UnknownConsumerGroupException where it does not exist
   * @throws GroupInUseException while it has members
   */
  void deleteGroup(String name);

  /**
   * Returns the same with another deadline.
   *
   * @param timeout of each call, above zero
   * @return a view; this one is not changed
   */
  Admin withTimeout(Duration timeout);
}
