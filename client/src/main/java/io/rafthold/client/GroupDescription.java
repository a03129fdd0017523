package io.rafthold.client;

import java.util.List;

/**
 * All about a consumer group.
 *
 * @param name of the group
 * @param generation how often its partitions were shared out anew
 * @param strategy how they are
 * @param topics that its members read, or read last
 * @param members by their ids
 * @param partitions of those topics that exist, in order
 */
public record GroupDescription(
    String name,
    long generation,
    AssignmentStrategy strategy,
    List<String> topics,
    List<GroupMemberInfo> members,
    List<GroupPartitionInfo> partitions) {
  /** Keeps the lists unmodifiable. */
  public GroupDescription {
    topics = List.copyOf(topics);
    members = List.copyOf(members);
    partitions = List.copyOf(partitions);
  }
}
