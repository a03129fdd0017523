package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.List;

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
}
