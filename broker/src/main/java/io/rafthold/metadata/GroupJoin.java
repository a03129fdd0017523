package io.rafthold.metadata;

import io.rafthold.protocol.codec.AssignmentStrategy;
import java.util.List;

/**
 * A wish to join a consumer group, and the entry that fulfils it.
 *
 * @param group name of the consumer group
 * @param memberId as given before, or 0
 * @param joinToken the same in each repeat of the wish; 0 for none
 * @param sessionTimeoutMs after so long a silence the member is removed; 0 in a wish: the default
 * @param strategy how the group's partitions are shared out
 * @param topics what the group reads
 * @param clientName for operators
 */
public record GroupJoin(
    String group,
    long memberId,
    long joinToken,
    int sessionTimeoutMs,
    AssignmentStrategy strategy,
    List<String> topics,
    String clientName) {
  /** Sorts the topics: their order means nothing. */
  public GroupJoin {
    topics = topics.stream().sorted().distinct().toList();
  }

  GroupJoin as(long id) {
    final int timeoutMs =
        sessionTimeoutMs == 0 ? GroupLimits.DEFAULT_SESSION_TIMEOUT_MS : sessionTimeoutMs;
    return new GroupJoin(group, id, joinToken, timeoutMs, strategy, topics, clientName);
  }

  GroupMember member() {
    return new GroupMember(memberId, joinToken, sessionTimeoutMs, clientName);
  }
}
