package io.rafthold.session;

import io.rafthold.partition.Replica;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AdminReplyEncoder;
import io.rafthold.protocol.codec.ConnectReplyEncoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.InitProducerReplyEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.OffsetsReplyEncoder;
import io.rafthold.protocol.codec.ProduceReplyEncoder;
import io.rafthold.protocol.codec.RequestRefusedEncoder;
import io.rafthold.protocol.codec.SubscribeReplyEncoder;
import io.rafthold.protocol.codec.SubscriptionEndedEncoder;
import io.rafthold.protocol.codec.TopicReplyEncoder;
import org.agrona.ExpandableDirectByteBuffer;

/** Encodes short replies and hands them to a session; one for all sessions, one thread. */
final class Replies {
  private static final int NO_LEADER = -1;
  private static final long NO_OFFSET = -1;

  private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(1_024);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final ConnectReplyEncoder connectReply = new ConnectReplyEncoder();
  private final TopicReplyEncoder topicReply = new TopicReplyEncoder();
  private final AdminReplyEncoder adminReply = new AdminReplyEncoder();
  private final InitProducerReplyEncoder initProducerReply = new InitProducerReplyEncoder();
  private final ProduceReplyEncoder produceReply = new ProduceReplyEncoder();
  private final OffsetsReplyEncoder offsetsReply = new OffsetsReplyEncoder();
  private final SubscribeReplyEncoder subscribeReply = new SubscribeReplyEncoder();
  private final SubscriptionEndedEncoder subscriptionEnded = new SubscriptionEndedEncoder();
  private final RequestRefusedEncoder requestRefused = new RequestRefusedEncoder();

  void connected(ClientSession session, long correlationId, SessionSettings settings) {
    connectReply
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .brokerId(settings.brokerId())
        .maxRecordBytes(settings.maxRecordBytes())
        .maxBatchBytes(settings.maxBatchBytes())
        .code(ErrorCode.OK)
        .clusterId(settings.clusterId());
    session.reply(buffer, MessageFrame.HEADER_LENGTH + connectReply.encodedLength());
  }

  void topic(
      ClientSession session,
      long correlationId,
      ErrorCode code,
      int leader,
      int topicId,
      String message) {
    topicReply
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .leader(leader)
        .topicId(topicId)
        .code(code)
        .message(message);
    session.reply(buffer, MessageFrame.HEADER_LENGTH + topicReply.encodedLength());
  }

  void admin(
      ClientSession session, long correlationId, ErrorCode code, int leader, String message) {
    adminReply
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .leader(leader)
        .code(code)
        .message(message);
    session.reply(buffer, MessageFrame.HEADER_LENGTH + adminReply.encodedLength());
  }

  void producer(
      ClientSession session, long correlationId, ErrorCode code, int leader, long producerId) {
    initProducerReply
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .producerId(producerId)
        .leader(leader)
        .producerEpoch((short) 0)
        .code(code);
    session.reply(buffer, MessageFrame.HEADER_LENGTH + initProducerReply.encodedLength());
  }

  void produced(
      ClientSession session,
      long correlationId,
      int groupId,
      Replica replica,
      ErrorCode code,
      long baseOffset,
      long timestampNs) {
    produceReply
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .baseOffset(baseOffset)
        .timestampNs(timestampNs)
        .term(replica == null ? 0 : replica.term())
        .groupId(groupId)
        .leader(replica == null ? NO_LEADER : replica.leaderId())
        .code(code);
    session.reply(buffer, MessageFrame.HEADER_LENGTH + produceReply.encodedLength());
  }

  void offsets(
      ClientSession session, long correlationId, Replica replica, ErrorCode code, long offset) {
    offsetsReply
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .foundOffset(offset)
        .startOffset(replica == null ? NO_OFFSET : replica.log().startOffset())
        .endOffset(replica == null ? NO_OFFSET : replica.commitOffset())
        .term(replica == null ? 0 : replica.term())
        .leader(replica == null ? NO_LEADER : replica.leaderId())
        .code(code);
    session.reply(buffer, MessageFrame.HEADER_LENGTH + offsetsReply.encodedLength());
  }

  void subscribed(
      ClientSession session,
      long correlationId,
      long subscriptionId,
      Replica replica,
      ErrorCode code) {
    subscribeReply
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .subscriptionId(subscriptionId)
        .startOffset(replica == null ? NO_OFFSET : replica.log().startOffset())
        .endOffset(replica == null ? NO_OFFSET : replica.commitOffset())
        .leader(replica == null ? NO_LEADER : replica.leaderId())
        .code(code);
    session.reply(buffer, MessageFrame.HEADER_LENGTH + subscribeReply.encodedLength());
  }

  void subscriptionEnded(ClientSession session, Subscription subscription, ErrorCode code) {
    final Replica replica = subscription.replica();
    subscriptionEnded
        .wrapAndApplyHeader(buffer, 0, header)
        .subscriptionId(subscription.subscriptionId())
        .startOffset(replica.log().startOffset())
        .endOffset(replica.commitOffset())
        .leader(replica.leaderId())
        .code(code);
    session.reply(buffer, MessageFrame.HEADER_LENGTH + subscriptionEnded.encodedLength());
  }

  void refused(ClientSession session, long correlationId, ErrorCode code, String message) {
    requestRefused
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .code(code)
        .message(message);
    session.reply(buffer, MessageFrame.HEADER_LENGTH + requestRefused.encodedLength());
  }
}
