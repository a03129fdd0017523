package io.rafthold.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.ProduceReplyDecoder;
import io.rafthold.protocol.codec.RecordsPushDecoder;
import io.rafthold.protocol.codec.SubscribeReplyDecoder;
import io.rafthold.protocol.codec.SubscriptionEndedDecoder;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each message of a broker to whom it concerns. What cannot be decoded is counted and
 * dropped.
 */
final class MessageDispatcher {
  private static final Logger LOGGER = LoggerFactory.getLogger(MessageDispatcher.class);

  private final ClientCore core;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final ProduceReplyDecoder produceReply = new ProduceReplyDecoder();
  private final SubscribeReplyDecoder subscribeReply = new SubscribeReplyDecoder();
  private final SubscriptionEndedDecoder subscriptionEnded = new SubscriptionEndedDecoder();
  private final ReplyDecoder replies = new ReplyDecoder();
  private long malformedMessages;

  MessageDispatcher(ClientCore core) {
    this.core = core;
  }

  long malformedMessages() {
    return malformedMessages;
  }

  void onMessage(BrokerConnection from, DirectBuffer buffer, int position, int length) {
    final int templateId = MessageFrame.templateId(buffer, position, length);
    try {
      dispatch(templateId, from, buffer, position, length);
    } catch (final MalformedException e) {
      malformedMessages++;
      LOGGER.debug("Dropped a message of broker {}: {}", from, e.getMessage());
    }
  }

  private void dispatch(
      int templateId, BrokerConnection from, DirectBuffer buffer, int position, int length) {
    switch (templateId) {
      case ProduceReplyDecoder.TEMPLATE_ID -> {
        requireBlock(buffer, position, ProduceReplyDecoder.BLOCK_LENGTH);
        onProduceReply(from, buffer, position);
      }
      case RecordsPushDecoder.TEMPLATE_ID -> {
        requireBlock(buffer, position, RecordsPushDecoder.BLOCK_LENGTH);
        onRecordsPush(from, buffer, position, length);
      }
      case SubscribeReplyDecoder.TEMPLATE_ID -> {
        requireBlock(buffer, position, SubscribeReplyDecoder.BLOCK_LENGTH);
        subscribeReply.wrapAndApplyHeader(buffer, position, header);
        core.subscriptions().onReply(from, subscribeReply);
      }
      case SubscriptionEndedDecoder.TEMPLATE_ID -> {
        requireBlock(buffer, position, SubscriptionEndedDecoder.BLOCK_LENGTH);
        subscriptionEnded.wrapAndApplyHeader(buffer, position, header);
        core.subscriptions().onEnded(from, subscriptionEnded);
      }
      default -> onCallReply(templateId, from, buffer, position, length);
    }
  }

  private void onProduceReply(BrokerConnection from, DirectBuffer buffer, int position) {
    produceReply.wrapAndApplyHeader(buffer, position, header);
    final long correlationId = produceReply.correlationId();
    final ProducerPartition partition = core.inFlight().get(CorrelationIds.serial(correlationId));
    if (partition != null) {
      partition.onReply(
          from,
          correlationId,
          produceReply.code(),
          produceReply.baseOffset(),
          produceReply.timestampNs(),
          produceReply.leader());
    }
  }

  private void onRecordsPush(BrokerConnection from, DirectBuffer buffer, int position, int length) {
    final int dataLength = MessageFrame.dataLength(buffer, position, length);
    if (dataLength == MessageFrame.TRUNCATED) {
      throw new MalformedException("a push is shorter than it says");
    }
    final int block = position + MessageFrame.HEADER_LENGTH;
    core.subscriptions()
        .onPush(
            from,
            buffer.getLong(
                block + RecordsPushDecoder.subscriptionIdEncodingOffset(), LITTLE_ENDIAN),
            buffer.getLong(block + RecordsPushDecoder.endOffsetEncodingOffset(), LITTLE_ENDIAN),
            buffer.getLong(block + RecordsPushDecoder.durableOffsetEncodingOffset(), LITTLE_ENDIAN),
            buffer,
            MessageFrame.dataPosition(buffer, position),
            dataLength);
  }

  private void onCallReply(
      int templateId, BrokerConnection from, DirectBuffer buffer, int position, int length) {
    if (templateId < 0) {
      throw new MalformedException("a message is foreign, truncated or of an unknown version");
    }
    final Reply reply = replies.decode(templateId, buffer, position, length);
    if (reply == null) {
      throw new MalformedException("message template " + templateId + " is not for a client");
    }
    final long correlationId = ReplyDecoder.correlationId(buffer, position);
    if (reply instanceof Reply.Connected connected) {
      from.onGreeting(correlationId, connected);
    } else {
      core.calls().onReply(from, correlationId, reply);
    }
    if (reply instanceof Reply.Refused refused) {
      final ProducerPartition partition = core.inFlight().get(CorrelationIds.serial(correlationId));
      if (partition != null) {
        partition.onReply(from, correlationId, refused.code(), -1, -1, Reply.NO_HINT);
      }
      core.subscriptions().onRefused(from, correlationId, refused);
    }
  }

  private static void requireBlock(DirectBuffer buffer, int position, int least) {
    final int blockLength = MessageFrame.blockLength(buffer, position);
    if (blockLength < least) {
      throw new MalformedException("block length " + blockLength + " is below " + least);
    }
  }
}
