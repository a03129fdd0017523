package io.rafthold.metadata;

import io.rafthold.protocol.codec.ErrorCode;

/** Takes the answers to metadata requests; called on the partition agent's thread. */
public interface MetadataReplies {
  /**
   * A topic request ended.
   *
   * @param leader of group 0 as far as it is known, or -1
   * @param message what was wrong and what to do; empty or a warning when OK
   */
  void onTopicReply(
      long sessionId, long correlationId, ErrorCode code, int leader, int topicId, String message);

  /**
   * A request for a producer id ended.
   *
   * @param producerId from 1 on, 0 unless OK
   */
  void onProducerReply(
      long sessionId, long correlationId, ErrorCode code, int leader, long producerId);

  /**
   * A request about brokers, replicas or leaders ended.
   *
   * @param leader of the group that was asked as far as it is known, or -1
   * @param message what was wrong and what to do; empty when OK
   */
  void onAdminReply(long sessionId, long correlationId, ErrorCode code, int leader, String message);
}
