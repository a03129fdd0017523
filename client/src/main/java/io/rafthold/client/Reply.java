package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.List;
import java.util.Map;

/** The decoded answer to a {@link Call}. */
sealed interface Reply {
  /** Value of a leader hint that hints at none. */
  int NO_HINT = -1;

  ErrorCode code();

  /** Who may lead, with NOT_LEADER. */
  default int leaderHint() {
    return NO_HINT;
  }

  /** What the broker says in words, may be empty. */
  default String message() {
    return "";
  }

  /** Whether this answer ends the call even with a code that may be tried again. */
  default boolean isFinal() {
    return false;
  }

  record Connected(
      int brokerId, int maxRecordBytes, int maxBatchBytes, ErrorCode code, String clusterId)
      implements Reply {}

  record Cluster(int controller, ErrorCode code, List<BrokerInfo> brokers, List<TopicInfo> topics)
      implements Reply {
    /** There is something to learn of each, and who asks next is the asker's choice. */
    @Override
    public boolean isFinal() {
      return true;
    }

    TopicInfo topic(String name) {
      for (final TopicInfo topic : topics) {
        if (topic.name().equals(name)) {
          return topic;
        }
      }
      return null;
    }
  }

  record ProducerId(long producerId, short producerEpoch, int leaderHint, ErrorCode code)
      implements Reply {}

  record Topic(int topicId, int leaderHint, ErrorCode code, String message) implements Reply {}

  record Administered(int leaderHint, ErrorCode code, String message) implements Reply {}

  record Offsets(
      long foundOffset, long startOffset, long endOffset, long term, int leaderHint, ErrorCode code)
      implements Reply {}

  record Status(int brokerId, ErrorCode code, DiskInfo disk, List<GroupStatus> groups)
      implements Reply {}

  /** An offset of -1 stands for none in all that concerns cursors. */
  record GroupJoined(
      long memberId,
      int sessionTimeoutMs,
      int heartbeatMs,
      int leaderHint,
      ErrorCode code,
      String message)
      implements Reply {}

  record GroupBeat(
      long generation,
      int heartbeatMs,
      int leaderHint,
      ErrorCode code,
      Map<Integer, Long> epochsByGroupId)
      implements Reply {}

  record CursorMoved(long offset, int leaderHint, ErrorCode code) implements Reply {}

  record CursorTold(
      long offset,
      long epoch,
      long memberId,
      long timestampNs,
      long startOffset,
      long endOffset,
      int leaderHint,
      ErrorCode code)
      implements Reply {}

  record Groups(int leaderHint, ErrorCode code, boolean hasMore, List<GroupState> groups)
      implements Reply {}

  record Refused(ErrorCode code, String message) implements Reply {}

  /** One replica's state within a {@link Status}. */
  record GroupStatus(
      int groupId,
      int leader,
      long term,
      long startOffset,
      long endOffset,
      long commitOffset,
      long durableOffset,
      boolean isLeader,
      ReplicaCondition condition,
      List<Integer> voters,
      List<Integer> learners) {}

  /** One consumer group within {@link Groups}; the lists are empty unless all was asked for. */
  record GroupState(
      String name,
      long generation,
      int memberCount,
      int partitionCount,
      AssignmentStrategy strategy,
      List<String> topics,
      List<GroupMemberInfo> members,
      List<GroupShare> partitions) {}

  /** Who owns a partition, and who shall; 0 for nobody. */
  record GroupShare(int groupId, long owner, long epoch, long target) {}
}
