package io.rafthold.client;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AlterTopicRequestDecoder;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.ClusterRequestDecoder;
import io.rafthold.protocol.codec.ConnectReplyEncoder;
import io.rafthold.protocol.codec.ConnectRequestDecoder;
import io.rafthold.protocol.codec.CreateTopicRequestDecoder;
import io.rafthold.protocol.codec.CreditRequestDecoder;
import io.rafthold.protocol.codec.DeleteTopicRequestDecoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.GrowTopicRequestDecoder;
import io.rafthold.protocol.codec.InitProducerReplyEncoder;
import io.rafthold.protocol.codec.InitProducerRequestDecoder;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.OffsetSpec;
import io.rafthold.protocol.codec.OffsetsReplyEncoder;
import io.rafthold.protocol.codec.OffsetsRequestDecoder;
import io.rafthold.protocol.codec.ProduceReplyEncoder;
import io.rafthold.protocol.codec.ProduceRequestDecoder;
import io.rafthold.protocol.codec.RecordsPushEncoder;
import io.rafthold.protocol.codec.StatusRequestDecoder;
import io.rafthold.protocol.codec.SubscribeReplyEncoder;
import io.rafthold.protocol.codec.SubscribeRequestDecoder;
import io.rafthold.protocol.codec.SubscriptionEndedEncoder;
import io.rafthold.protocol.codec.TopicReplyEncoder;
import io.rafthold.protocol.codec.UnsubscribeRequestDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** Answers as a broker does, by the state of its cluster. */
final class ScriptedBroker {
  static final int MAX_RECORD_BYTES = 1024 * 1024;
  private static final int MAX_BATCH_BYTES = 1024 * 1024 + 4096;

  /** Says and holds to it. */
  int maxBatchBytes = MAX_BATCH_BYTES;

  final int id;
  boolean isUp = true;
  boolean isSilent;

  /** Where it says that it is. */
  String host = "localhost";

  /** As a follower, it has heard of what is before this offset and no more. */
  long knowsUntil = Long.MAX_VALUE;

  /** Batches that it has pushed. */
  int pushes;

  /** Believes that it is the controller, and finds no majority that confirms it. */
  /** It lags behind what topics have become since. */
  int knownPartitions = Integer.MAX_VALUE;

  /** As brokers do: it tells the leaders of partitions that it has a replica of. */
  boolean knowsItsOwnOnly;

  boolean isDeposed;

  /** Topics that it does not know of yet. */
  final Set<String> unheardOf = new HashSet<>();

  /** Takes batches in and never answers. */
  boolean swallowsAcks;

  /** Answers produce requests with this, unless OK. */
  ErrorCode produceAnswer = ErrorCode.OK;

  private final ScriptedCluster cluster;
  private final ExpandableArrayBuffer out = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder in = new MessageHeaderDecoder();
  private final Map<Long, Pushing> pushing = new HashMap<>();
  long creditViolations;

  ScriptedBroker(ScriptedCluster cluster, int id) {
    this.cluster = cluster;
    this.id = id;
  }

  private static final class Pushing {
    ScriptedLink link;
    ModelPartition partition;
    long next;
    long credit;
    long pushed;
    boolean anyReplica;
  }

  void serve(ScriptedLink link) {
    ScriptedLink.Message message = link.due(link.toBroker);
    while (message != null) {
      if (!isSilent) {
        handle(link, message.bytes(), message.bytes().capacity());
      }
      message = link.due(link.toBroker);
    }
    pushing.values().removeIf(each -> each.link.isClosed);
    for (final Map.Entry<Long, Pushing> each : new ArrayList<>(pushing.entrySet())) {
      if (each.getValue().link == link && !isSilent) {
        push(each.getKey(), each.getValue());
      }
    }
  }

  private void handle(ScriptedLink link, UnsafeBuffer buffer, int length) {
    final int templateId = MessageFrame.templateId(buffer, 0, length);
    if (ScriptedAdministration.isOne(templateId)) {
      send(link, new ScriptedAdministration().answer(cluster, id, buffer, out));
      return;
    }
    switch (templateId) {
      case ConnectRequestDecoder.TEMPLATE_ID -> {
        final var request = new ConnectRequestDecoder().wrapAndApplyHeader(buffer, 0, in);
        send(
            link,
            new ConnectReplyEncoder()
                .wrapAndApplyHeader(out, 0, header)
                .correlationId(request.correlationId())
                .brokerId(id)
                .maxRecordBytes(Math.min(MAX_RECORD_BYTES, maxBatchBytes))
                .maxBatchBytes(maxBatchBytes)
                .code(ErrorCode.OK)
                .clusterId("scripted"));
      }
      case ClusterRequestDecoder.TEMPLATE_ID ->
          send(link, new ScriptedDescription(cluster, this, out).cluster(buffer));
      case InitProducerRequestDecoder.TEMPLATE_ID -> initProducer(link, buffer);
      case ProduceRequestDecoder.TEMPLATE_ID -> produce(link, buffer, length);
      case OffsetsRequestDecoder.TEMPLATE_ID -> offsets(link, buffer);
      case StatusRequestDecoder.TEMPLATE_ID ->
          send(link, new ScriptedDescription(cluster, this, out).status(buffer));
      case SubscribeRequestDecoder.TEMPLATE_ID -> subscribe(link, buffer);
      case CreditRequestDecoder.TEMPLATE_ID -> {
        final var request = new CreditRequestDecoder().wrapAndApplyHeader(buffer, 0, in);
        final Pushing each = pushing.get(request.subscriptionId());
        if (each != null) {
          each.credit = Math.max(each.credit, request.creditBytes());
        }
      }
      case UnsubscribeRequestDecoder.TEMPLATE_ID ->
          pushing.remove(
              new UnsubscribeRequestDecoder().wrapAndApplyHeader(buffer, 0, in).subscriptionId());
      case CreateTopicRequestDecoder.TEMPLATE_ID ->
          topicReply(link, buffer, ScriptedTopics.create(cluster, id, buffer));
      case AlterTopicRequestDecoder.TEMPLATE_ID ->
          topicReply(link, buffer, ScriptedTopics.alter(cluster, id, buffer));
      case GrowTopicRequestDecoder.TEMPLATE_ID ->
          topicReply(link, buffer, ScriptedTopics.grow(cluster, id, buffer));
      case DeleteTopicRequestDecoder.TEMPLATE_ID ->
          topicReply(link, buffer, ScriptedTopics.delete(cluster, id, buffer));
      default -> throw new IllegalStateException("not a request");
    }
  }

  private void initProducer(ScriptedLink link, UnsafeBuffer buffer) {
    final var request = new InitProducerRequestDecoder().wrapAndApplyHeader(buffer, 0, in);
    final boolean leads = cluster.controller == id;
    send(
        link,
        new InitProducerReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(request.correlationId())
            .producerId(leads ? cluster.nextProducerId++ : -1)
            .leader(cluster.controller)
            .producerEpoch((short) 0)
            .code(leads ? ErrorCode.OK : ErrorCode.NOT_LEADER));
  }

  private void produce(ScriptedLink link, UnsafeBuffer buffer, int length) {
    final var request = new ProduceRequestDecoder().wrapAndApplyHeader(buffer, 0, in);
    final ModelPartition partition = cluster.group(request.groupId());
    ErrorCode code;
    if (partition == null) {
      code = ErrorCode.UNKNOWN_GROUP;
    } else if (partition.leader != id) {
      code = ErrorCode.NOT_LEADER;
    } else if (produceAnswer != ErrorCode.OK) {
      code = produceAnswer;
    } else if (MessageFrame.dataLength(buffer, 0, length) > maxBatchBytes) {
      code = ErrorCode.RECORD_TOO_LARGE;
    } else if (cluster.faults.hit(cluster.faults.overloaded)) {
      code = ErrorCode.OVERLOADED;
    } else {
      code =
          partition.append(
              buffer,
              MessageFrame.dataPosition(buffer, 0),
              MessageFrame.dataLength(buffer, 0, length),
              cluster.clock.nanoTime(),
              expectedOffset(request, partition));
      if (code == ErrorCode.OK && cluster.faults.hit(cluster.faults.answerNoQuorum)) {
        code = ErrorCode.NO_QUORUM;
      }
    }
    if (swallowsAcks) {
      return;
    }
    send(
        link,
        new ProduceReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(request.correlationId())
            .baseOffset(foundOffset(code, partition))
            .timestampNs(cluster.clock.nanoTime())
            .term(partition == null ? 0 : partition.term)
            .groupId(request.groupId())
            .leader(partition == null || cluster.faults.hit(200) ? -1 : partition.leader)
            .code(code));
  }

  private static long expectedOffset(ProduceRequestDecoder request, ModelPartition partition) {
    return request.expectedOffset() == ProduceRequestDecoder.expectedOffsetNullValue()
        ? partition.endOffset()
        : request.expectedOffset();
  }

  private static long foundOffset(ErrorCode code, ModelPartition partition) {
    return switch (code) {
      case OK -> partition.foundOffset;
      case OFFSET_CONFLICT -> partition.endOffset();
      default -> -1;
    };
  }

  private void offsets(ScriptedLink link, UnsafeBuffer buffer) {
    final var request = new OffsetsRequestDecoder().wrapAndApplyHeader(buffer, 0, in);
    final ModelPartition partition = cluster.group(request.groupId());
    final boolean mayAnswer = partition.leader == id || request.anyReplica() == BooleanType.YES;
    long found = request.spec() == OffsetSpec.EARLIEST ? partition.startOffset : 0;
    if (request.spec() != OffsetSpec.EARLIEST) {
      found = Math.min(partition.endOffset(), leads(partition) ? Long.MAX_VALUE : knowsUntil);
    }
    if (request.spec() == OffsetSpec.TIMESTAMP) {
      for (int i = partition.log.size() - 1; i >= 0; i--) {
        final UnsafeBuffer batch = partition.log.get(i);
        if (Batch.timestampNs(batch, 0) >= request.timestampNs()) {
          found = Batch.baseOffset(batch, 0);
        }
      }
    }
    send(
        link,
        new OffsetsReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(request.correlationId())
            .foundOffset(found)
            .startOffset(partition.startOffset)
            .endOffset(partition.endOffset())
            .term(partition.term)
            .leader(partition.leader)
            .code(mayAnswer ? ErrorCode.OK : ErrorCode.NOT_LEADER));
  }

  private void subscribe(ScriptedLink link, UnsafeBuffer buffer) {
    final var request = new SubscribeRequestDecoder().wrapAndApplyHeader(buffer, 0, in);
    final ModelPartition partition = cluster.group(request.groupId());
    ErrorCode code = ErrorCode.OK;
    if (partition == null) {
      code = ErrorCode.UNKNOWN_GROUP;
    } else if (request.anyReplica() == BooleanType.NO && partition.leader != id) {
      code = ErrorCode.NOT_LEADER;
    } else if (request.fromOffset() < partition.startOffset
        || request.fromOffset() > partition.endOffset()) {
      code = ErrorCode.OFFSET_OUT_OF_RANGE;
    } else {
      final Pushing each = new Pushing();
      each.link = link;
      each.partition = partition;
      each.next = request.fromOffset();
      each.credit = request.creditBytes();
      each.anyReplica = request.anyReplica() == BooleanType.YES;
      pushing.putIfAbsent(request.subscriptionId(), each);
    }
    send(
        link,
        new SubscribeReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(request.correlationId())
            .subscriptionId(request.subscriptionId())
            .startOffset(partition == null ? -1 : partition.startOffset)
            .endOffset(partition == null ? -1 : partition.endOffset())
            .leader(partition == null ? -1 : partition.leader)
            .code(code));
  }

  private void push(long subscriptionId, Pushing each) {
    final boolean leads = each.anyReplica || each.partition.leader == id;
    if (!leads || cluster.faults.rarely(cluster.faults.endSubscription)) {
      pushing.remove(subscriptionId);
      send(
          each.link,
          new SubscriptionEndedEncoder()
              .wrapAndApplyHeader(out, 0, header)
              .subscriptionId(subscriptionId)
              .startOffset(each.partition.startOffset)
              .endOffset(each.partition.endOffset())
              .leader(each.partition.leader)
              .code(leads ? ErrorCode.OVERLOADED : ErrorCode.NOT_LEADER));
      return;
    }
    for (final UnsafeBuffer batch : each.partition.log) {
      if (Batch.nextOffset(batch, 0) <= each.next) {
        continue;
      }
      if (each.pushed + batch.capacity() > each.credit
          || (!leads(each.partition) && Batch.nextOffset(batch, 0) > knowsUntil)) {
        return;
      }
      pushes++;
      each.pushed += batch.capacity();
      each.next = Batch.nextOffset(batch, 0);
      if (cluster.faults.hit(cluster.faults.skipPush)) {
        continue;
      }
      final UnsafeBuffer copy = new UnsafeBuffer(batch.byteArray().clone());
      if (cluster.faults.hit(cluster.faults.corruptPush)) {
        final int at = cluster.faults.random.nextInt(copy.capacity());
        copy.putByte(at, (byte) (copy.getByte(at) ^ 0x40));
      }
      send(
          each.link,
          new RecordsPushEncoder()
              .wrapAndApplyHeader(out, 0, header)
              .subscriptionId(subscriptionId)
              .endOffset(each.partition.endOffset())
              .durableOffset(each.next)
              .putBatches(copy, 0, copy.capacity()));
    }
  }

  private boolean leads(ModelPartition partition) {
    return partition.leader == id;
  }

  private void topicReply(ScriptedLink link, UnsafeBuffer request, ErrorCode code) {
    send(
        link,
        new TopicReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(ReplyDecoder.correlationId(request, 0))
            .leader(cluster.controller)
            .topicId(1)
            .code(code)
            .message(code == ErrorCode.OK ? "" : "the script says " + code));
  }

  private void send(ScriptedLink link, MessageEncoderFlyweight message) {
    link.reply(out, MessageFrame.HEADER_LENGTH + message.encodedLength());
  }
}
