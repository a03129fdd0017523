package io.rafthold.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts together what each broker says of its replica of a partition. */
final class Statuses {
  private Statuses() {}

  /**
   * Describes a topic.
   *
   * @param statuses by broker id; those that did not answer are missing
   */
  static TopicDescription merge(TopicInfo topic, Map<Integer, Reply.Status> statuses) {
    return new TopicDescription(
        topic.name(),
        topic.topicId(),
        topic.replicas(),
        topic.segmentBytes(),
        topic.ackLevel(),
        topic.retention(),
        topic.partitions().stream().map(each -> merge(each, statuses)).toList());
  }

  /**
   * Describes a partition.
   *
   * @param statuses by broker id; those that did not answer are missing
   */
  static PartitionStatus merge(PartitionInfo partition, Map<Integer, Reply.Status> statuses) {
    final Reply.GroupStatus leading = leading(partition.groupId(), statuses);
    final List<Integer> voters = leading == null ? List.of() : leading.voters();
    final List<Integer> learners = leading == null ? List.of() : leading.learners();
    final Set<Integer> brokers = new LinkedHashSet<>(partition.replicaBrokers());
    brokers.addAll(voters);
    brokers.addAll(learners);
    final List<ReplicaStatus> replicas = new ArrayList<>();
    int leader = PartitionInfo.NO_LEADER;
    long term = partition.term();
    for (final int broker : brokers) {
      final Reply.GroupStatus group = find(statuses.get(broker), partition.groupId());
      replicas.add(group == null ? ReplicaStatus.unreachable(broker) : statusOf(broker, group));
      term = group == null ? term : Math.max(term, group.term());
      if (group != null && group.equals(leading)) {
        leader = broker;
      }
    }
    return new PartitionStatus(
        partition.partition(),
        partition.groupId(),
        leader,
        leading == null ? term : leading.term(),
        partition.replicaBrokers(),
        voters,
        learners,
        replicas);
  }

  private static ReplicaStatus statusOf(int broker, Reply.GroupStatus group) {
    return new ReplicaStatus(
        broker,
        true,
        group.isLeader(),
        group.condition(),
        group.term(),
        group.startOffset(),
        group.endOffset(),
        group.commitOffset(),
        group.durableOffset());
  }

  /** Returns the status of the leader of the highest term, or null. */
  private static Reply.GroupStatus leading(int groupId, Map<Integer, Reply.Status> statuses) {
    Reply.GroupStatus leading = null;
    for (final Reply.Status status : statuses.values()) {
      final Reply.GroupStatus group = find(status, groupId);
      if (group != null && group.isLeader() && (leading == null || group.term() > leading.term())) {
        leading = group;
      }
    }
    return leading;
  }

  private static Reply.GroupStatus find(Reply.Status status, int groupId) {
    if (status == null) {
      return null;
    }
    for (final Reply.GroupStatus group : status.groups()) {
      if (group.groupId() == groupId) {
        return group;
      }
    }
    return null;
  }
}
