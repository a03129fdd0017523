package io.rafthold.client;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.AddBrokerRequestEncoder;
import io.rafthold.protocol.codec.AddReplicaRequestEncoder;
import io.rafthold.protocol.codec.AlterTopicRequestEncoder;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.ClusterRequestEncoder;
import io.rafthold.protocol.codec.ConnectRequestEncoder;
import io.rafthold.protocol.codec.CreateTopicRequestEncoder;
import io.rafthold.protocol.codec.CreditRequestEncoder;
import io.rafthold.protocol.codec.DeleteTopicRequestEncoder;
import io.rafthold.protocol.codec.GrowTopicRequestEncoder;
import io.rafthold.protocol.codec.InitProducerRequestEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.OffsetSpec;
import io.rafthold.protocol.codec.OffsetsRequestEncoder;
import io.rafthold.protocol.codec.RemoveBrokerRequestEncoder;
import io.rafthold.protocol.codec.RemoveReplicaRequestEncoder;
import io.rafthold.protocol.codec.StatusRequestEncoder;
import io.rafthold.protocol.codec.SubscribeRequestEncoder;
import io.rafthold.protocol.codec.TransferRequestEncoder;
import io.rafthold.protocol.codec.UnsubscribeRequestEncoder;
import java.time.Duration;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/**
 * Encodes every request but the one that carries a batch into one scratch buffer. Each method
 * returns the message's length; it lies at position 0 of {@link #buffer} until the next is encoded.
 */
final class Requests {
  private static final int INITIAL_BYTES = 512;

  /** Stands for a topic's setting that stays. */
  private static final long AS_IT_IS = -1;

  private final MutableDirectBuffer buffer = new ExpandableDirectByteBuffer(INITIAL_BYTES);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final ConnectRequestEncoder connect = new ConnectRequestEncoder();
  private final ClusterRequestEncoder cluster = new ClusterRequestEncoder();
  private final InitProducerRequestEncoder initProducer = new InitProducerRequestEncoder();
  private final CreateTopicRequestEncoder createTopic = new CreateTopicRequestEncoder();
  private final AlterTopicRequestEncoder alterTopic = new AlterTopicRequestEncoder();
  private final GrowTopicRequestEncoder growTopic = new GrowTopicRequestEncoder();
  private final DeleteTopicRequestEncoder deleteTopic = new DeleteTopicRequestEncoder();
  private final AddBrokerRequestEncoder addBroker = new AddBrokerRequestEncoder();
  private final RemoveBrokerRequestEncoder removeBroker = new RemoveBrokerRequestEncoder();
  private final AddReplicaRequestEncoder addReplica = new AddReplicaRequestEncoder();
  private final RemoveReplicaRequestEncoder removeReplica = new RemoveReplicaRequestEncoder();
  private final TransferRequestEncoder transfer = new TransferRequestEncoder();
  private final OffsetsRequestEncoder offsets = new OffsetsRequestEncoder();
  private final StatusRequestEncoder status = new StatusRequestEncoder();
  private final SubscribeRequestEncoder subscribe = new SubscribeRequestEncoder();
  private final CreditRequestEncoder credit = new CreditRequestEncoder();
  private final UnsubscribeRequestEncoder unsubscribe = new UnsubscribeRequestEncoder();
  private final GroupRequests groups = new GroupRequests(buffer);

  MutableDirectBuffer buffer() {
    return buffer;
  }

  /** Returns the encoder of what concerns consumer groups; it uses the same buffer. */
  GroupRequests groups() {
    return groups;
  }

  int connect(long correlationId, String clientName) {
    connect
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .clientName(clientName);
    return length(connect);
  }

  int cluster(long correlationId, String topic) {
    cluster.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).topic(topic);
    return length(cluster);
  }

  int initProducer(long correlationId) {
    initProducer.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId);
    return length(initProducer);
  }

  int createTopic(long correlationId, NewTopic topic) {
    createTopic
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .partitions(topic.partitions())
        .replicas(topic.replicas())
        .segmentBytes(topic.segmentBytes())
        .ackLevel(ackLevel(topic.ackLevel()))
        .retentionMs(topic.retention().time().toMillis())
        .retentionBytes(topic.retention().bytes())
        .name(topic.name());
    return length(createTopic);
  }

  int alterTopic(long correlationId, String name, TopicChange change) {
    alterTopic
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .retentionMs(change.retentionTime().map(Duration::toMillis).orElse(AS_IT_IS))
        .retentionBytes(change.retentionBytes().orElse(AS_IT_IS))
        .segmentBytes(change.segmentBytes().orElse(AS_IT_IS))
        .name(name);
    return length(alterTopic);
  }

  int growTopic(long correlationId, String name, int partitions) {
    growTopic
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .partitions(partitions)
        .name(name);
    return length(growTopic);
  }

  int deleteTopic(long correlationId, String name) {
    deleteTopic.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).name(name);
    return length(deleteTopic);
  }

  int offsets(
      long correlationId, int groupId, OffsetSpec spec, long timestampNs, boolean anyReplica) {
    offsets
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .groupId(groupId)
        .timestampNs(timestampNs)
        .spec(spec)
        .anyReplica(bool(anyReplica));
    return length(offsets);
  }

  int status(long correlationId, int groupId) {
    status.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).groupId(groupId);
    return length(status);
  }

  int addBroker(long correlationId, NewBroker broker) {
    addBroker
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .brokerId(broker.id())
        .peerPort(broker.peerPort())
        .clientPort(broker.clientPort())
        .responsePort(broker.responsePort())
        .host(broker.host());
    return length(addBroker);
  }

  int removeBroker(long correlationId, int brokerId) {
    removeBroker
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .brokerId(brokerId);
    return length(removeBroker);
  }

  int addReplica(long correlationId, int groupId, int brokerId) {
    addReplica
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .groupId(groupId)
        .brokerId(brokerId);
    return length(addReplica);
  }

  int removeReplica(long correlationId, int groupId, int brokerId) {
    removeReplica
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .groupId(groupId)
        .brokerId(brokerId);
    return length(removeReplica);
  }

  int transfer(long correlationId, int groupId, int toBroker) {
    transfer
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .groupId(groupId)
        .toBroker(toBroker);
    return length(transfer);
  }

  int subscribe(
      long correlationId,
      long subscriptionId,
      int groupId,
      long fromOffset,
      long creditBytes,
      boolean anyReplica) {
    subscribe
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .subscriptionId(subscriptionId)
        .groupId(groupId)
        .fromOffset(fromOffset)
        .creditBytes(creditBytes)
        .anyReplica(bool(anyReplica));
    return length(subscribe);
  }

  int credit(long subscriptionId, long creditBytes) {
    credit
        .wrapAndApplyHeader(buffer, 0, header)
        .subscriptionId(subscriptionId)
        .creditBytes(creditBytes);
    return length(credit);
  }

  int unsubscribe(long subscriptionId) {
    unsubscribe.wrapAndApplyHeader(buffer, 0, header).subscriptionId(subscriptionId);
    return length(unsubscribe);
  }

  static AckLevelCode ackLevel(AckLevel level) {
    if (level == null) {
      return AckLevelCode.TOPIC_DEFAULT;
    }
    return level == AckLevel.QUORUM ? AckLevelCode.QUORUM : AckLevelCode.QUORUM_SYNC;
  }

  private static BooleanType bool(boolean value) {
    return value ? BooleanType.YES : BooleanType.NO;
  }

  private static int length(MessageEncoderFlyweight encoder) {
    return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
  }
}
