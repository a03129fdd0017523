package io.rafthold.metadata;

import io.rafthold.protocol.codec.AssignmentStrategy;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A consumer group as the committed entries of group 0 have it: its members, and who owns which
 * partition. All who change it are {@link GroupState}'s.
 *
 * <p>Invariant: within a generation the target of a partition is one member, or that and then
 * nobody; and an ownership begins with the target of its epoch. So of a partition and an epoch
 * there is one owner, ever.
 */
public final class ConsumerGroup {
  private final String name;
  private final TreeMap<Long, GroupMember> members = new TreeMap<>();
  private final TreeMap<Integer, GroupPartition> partitions = new TreeMap<>();
  private AssignmentStrategy strategy;
  private List<String> topics;
  private long generation;

  ConsumerGroup(String name, AssignmentStrategy strategy, List<String> topics, long generation) {
    this.name = name;
    this.strategy = strategy;
    this.topics = topics;
    this.generation = generation;
  }

  /** Returns the group's name. */
  public String name() {
    return name;
  }

  /** Returns how partitions are shared out. */
  public AssignmentStrategy strategy() {
    return strategy;
  }

  /** Returns the names of the topics that it reads, in order; they need not exist. */
  public List<String> topics() {
    return topics;
  }

  /** Returns the generation: how often the targets were changed, deleted namesakes included. */
  public long generation() {
    return generation;
  }

  /** Returns a live view of the members, by their ids. */
  public Collection<GroupMember> members() {
    return Collections.unmodifiableCollection(members.values());
  }

  /** Returns a member, or null. */
  public GroupMember member(long memberId) {
    return members.get(memberId);
  }

  /** Returns the member of a join token, or null. */
  GroupMember memberOfToken(long joinToken) {
    if (joinToken != 0) {
      for (final GroupMember member : members.values()) {
        if (member.joinToken() == joinToken) {
          return member;
        }
      }
    }
    return null;
  }

  /** Returns a live view of the partitions that are shared out, by their groups. */
  public Collection<GroupPartition> partitions() {
    return Collections.unmodifiableCollection(partitions.values());
  }

  /** Returns a partition, or null where it is not shared out. */
  public GroupPartition partition(int groupId) {
    return partitions.get(groupId);
  }

  /** Tells whether somebody who joins wants what the group is about. */
  boolean agreesWith(GroupJoin join) {
    return strategy == join.strategy() && topics.equals(join.topics());
  }

  void reads(AssignmentStrategy newStrategy, List<String> newTopics) {
    strategy = newStrategy;
    topics = newTopics;
  }

  void add(GroupMember member) {
    members.put(member.id(), member);
  }

  /** Frees what the member owns, for whom it is meant; without members nothing is shared out. */
  void remove(long memberId) {
    members.remove(memberId);
    if (members.isEmpty()) {
      partitions.clear();
    } else {
      partitions.replaceAll((groupId, each) -> each.without(memberId, generation));
    }
  }

  /** Begins the next generation. */
  void retarget(Map<Integer, Long> changes) {
    generation++;
    changes.forEach(this::retarget);
  }

  private void retarget(int groupId, long memberId) {
    final GroupPartition before = partitions.get(groupId);
    if (memberId == GroupMember.NOBODY) {
      partitions.remove(groupId);
    } else if (members.containsKey(memberId)) {
      final GroupPartition from =
          before == null ? new GroupPartition(groupId, GroupMember.NOBODY, 0, 0) : before;
      partitions.put(groupId, from.withTarget(memberId, generation));
    } else if (before != null) {
      // It has left since this was proposed: the next generation will see to it.
      partitions.put(
          groupId, new GroupPartition(groupId, before.owner(), before.epoch(), GroupMember.NOBODY));
    }
  }

  /** A member has let go of a partition that is meant for somebody else, or for nobody. */
  void release(int groupId, long memberId) {
    final GroupPartition before = partitions.get(groupId);
    if (before != null && before.owner() == memberId && !before.isSettled()) {
      partitions.put(groupId, before.handedOver(generation));
    }
  }
}
