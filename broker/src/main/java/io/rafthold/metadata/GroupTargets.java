package io.rafthold.metadata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says who shall own the partitions of a consumer group, given its members and the topics. */
final class GroupTargets {
  private final MetadataState state;

  GroupTargets(MetadataState state) {
    this.state = state;
  }

  /**
   * Compares what shall be with what the group's generation says.
   *
   * @return the partitions whose target is another one now, with it; {@link GroupMember#NOBODY}
   *     where the group does not read the partition any more; empty where nothing changes
   */
  Map<Integer, Long> changes(ConsumerGroup group) {
    if (group.members().isEmpty()) {
      return Map.of();
    }
    final List<Long> members = group.members().stream().map(GroupMember::id).toList();
    final Map<Integer, Long> wanted =
        Assignor.of(group.strategy()).assign(members, partitions(group), previous(group));
    final Map<Integer, Long> changes = new TreeMap<>();
    for (final GroupPartition each : group.partitions()) {
      if (!wanted.containsKey(each.groupId())) {
        changes.put(each.groupId(), GroupMember.NOBODY);
      }
    }
    wanted.forEach(
        (groupId, memberId) -> {
          final GroupPartition known = group.partition(groupId);
          if (known == null || known.target() != memberId) {
            changes.put(groupId, memberId);
          }
        });
    return changes;
  }

  /** Where a move is under way, it goes on; where its aim has left, the partition stays. */
  private static Map<Integer, Long> previous(ConsumerGroup group) {
    final Map<Integer, Long> previous = new HashMap<>();
    for (final GroupPartition each : group.partitions()) {
      final boolean hasTarget = each.target() != GroupMember.NOBODY;
      previous.put(each.groupId(), hasTarget ? each.target() : each.owner());
    }
    return previous;
  }

  /** Topics that do not exist have none, as far as the limit goes. */
  private List<int[]> partitions(ConsumerGroup group) {
    final List<int[]> topics = new ArrayList<>();
    int room = GroupLimits.MAX_PARTITIONS;
    for (final String name : group.topics()) {
      final Topic topic = state.topic(name);
      if (topic != null && room > 0) {
        final int[] groupIds =
            topic.partitions().stream().limit(room).mapToInt(PartitionPlacement::groupId).toArray();
        topics.add(groupIds);
        room -= groupIds.length;
      }
    }
    return topics;
  }
}
