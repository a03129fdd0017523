package io.rafthold.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts together what each broker says of its replica of a partition. */
final class Statuses {
  private Statuses() {}

  /**
   * Describes a partition.
   *
   * @param statuses by broker id; those that did not answer are missing
   */
  static PartitionStatus merge(PartitionInfo partition, Map<Integer, Reply.Status> statuses) {
    final List<ReplicaStatus> replicas = new ArrayList<>();
    int leader = PartitionInfo.NO_LEADER;
    long leaderTerm = 0;
    long highestTerm = partition.term();
    for (final int broker : partition.replicaBrokers()) {
      final Reply.GroupStatus group = find(statuses.get(broker), partition.groupId());
      if (group == null) {
        replicas.add(ReplicaStatus.unreachable(broker));
        continue;
      }
      replicas.add(
          new ReplicaStatus(
              broker,
              true,
              group.isLeader(),
              group.term(),
              group.startOffset(),
              group.endOffset(),
              group.commitOffset(),
              group.durableOffset()));
      highestTerm = Math.max(highestTerm, group.term());
      if (group.isLeader() && group.term() >= leaderTerm) {
        leader = broker;
        leaderTerm = group.term();
      }
    }
    return new PartitionStatus(
        partition.partition(),
        partition.groupId(),
        leader,
        leader == PartitionInfo.NO_LEADER ? highestTerm : leaderTerm,
        replicas);
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
