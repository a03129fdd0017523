package io.rafthold.client;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MessageCursor;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.AdminReplyDecoder;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.ClusterReplyDecoder;
import io.rafthold.protocol.codec.ConnectReplyDecoder;
import io.rafthold.protocol.codec.InitProducerReplyDecoder;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.OffsetsReplyDecoder;
import io.rafthold.protocol.codec.RequestRefusedDecoder;
import io.rafthold.protocol.codec.RoleCode;
import io.rafthold.protocol.codec.StatusReplyDecoder;
import io.rafthold.protocol.codec.TopicReplyDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Decodes the rare replies, the ones that answer a {@link Call}. A cursor walks each message before
 * its decoder does, so that no length in it reaches beyond it. All throw {@link
 * io.rafthold.protocol.MalformedException}.
 */
final class ReplyDecoder {
  /** Longest name, host or message that is taken from a broker, in bytes. */
  static final int MAX_TEXT_BYTES = 4096;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final MessageCursor cursor = new MessageCursor();
  private final ConnectReplyDecoder connect = new ConnectReplyDecoder();
  private final ClusterReplyDecoder cluster = new ClusterReplyDecoder();
  private final InitProducerReplyDecoder producer = new InitProducerReplyDecoder();
  private final TopicReplyDecoder topic = new TopicReplyDecoder();
  private final AdminReplyDecoder admin = new AdminReplyDecoder();
  private final OffsetsReplyDecoder offsets = new OffsetsReplyDecoder();
  private final StatusReplyDecoder status = new StatusReplyDecoder();
  private final RequestRefusedDecoder refused = new RequestRefusedDecoder();
  private final GroupReplyDecoder groups = new GroupReplyDecoder();

  /** Returns the correlation id, which every reply to a call begins with. */
  static long correlationId(DirectBuffer buffer, int position) {
    return buffer.getLong(position + MessageFrame.HEADER_LENGTH, java.nio.ByteOrder.LITTLE_ENDIAN);
  }

  /** Decodes a reply to a call; null where the template is not one. */
  Reply decode(int templateId, DirectBuffer buffer, int position, int length) {
    return switch (templateId) {
      case ConnectReplyDecoder.TEMPLATE_ID -> connected(buffer, position, length);
      case ClusterReplyDecoder.TEMPLATE_ID -> cluster(buffer, position, length);
      case InitProducerReplyDecoder.TEMPLATE_ID -> producerId(buffer, position, length);
      case TopicReplyDecoder.TEMPLATE_ID -> topic(buffer, position, length);
      case AdminReplyDecoder.TEMPLATE_ID -> administered(buffer, position, length);
      case OffsetsReplyDecoder.TEMPLATE_ID -> offsets(buffer, position, length);
      case StatusReplyDecoder.TEMPLATE_ID -> status(buffer, position, length);
      case RequestRefusedDecoder.TEMPLATE_ID -> refused(buffer, position, length);
      default -> groups.decode(templateId, buffer, position, length);
    };
  }

  private Reply producerId(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, InitProducerReplyDecoder.BLOCK_LENGTH);
    producer.wrapAndApplyHeader(buffer, position, header);
    return new Reply.ProducerId(
        producer.producerId(), producer.producerEpoch(), producer.leader(), producer.code());
  }

  private Reply topic(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, TopicReplyDecoder.BLOCK_LENGTH);
    cursor.data(MAX_TEXT_BYTES);
    topic.wrapAndApplyHeader(buffer, position, header);
    return new Reply.Topic(topic.topicId(), topic.leader(), topic.code(), topic.message());
  }

  private Reply administered(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, AdminReplyDecoder.BLOCK_LENGTH);
    cursor.data(MAX_TEXT_BYTES);
    admin.wrapAndApplyHeader(buffer, position, header);
    return new Reply.Administered(admin.leader(), admin.code(), admin.message());
  }

  private Reply offsets(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, OffsetsReplyDecoder.BLOCK_LENGTH);
    offsets.wrapAndApplyHeader(buffer, position, header);
    return new Reply.Offsets(
        offsets.foundOffset(),
        offsets.startOffset(),
        offsets.endOffset(),
        offsets.term(),
        offsets.leader(),
        offsets.code());
  }

  private Reply refused(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, RequestRefusedDecoder.BLOCK_LENGTH);
    cursor.data(MAX_TEXT_BYTES);
    refused.wrapAndApplyHeader(buffer, position, header);
    return new Reply.Refused(refused.code(), refused.message());
  }

  private Reply connected(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, ConnectReplyDecoder.BLOCK_LENGTH);
    cursor.data(MAX_TEXT_BYTES);
    connect.wrapAndApplyHeader(buffer, position, header);
    return new Reply.Connected(
        connect.brokerId(),
        connect.maxRecordBytes(),
        connect.maxBatchBytes(),
        connect.code(),
        connect.clusterId());
  }

  private Reply status(DirectBuffer buffer, int position, int length) {
    // An older broker says nothing of its disk; one that says it can has to say it.
    final boolean tellsDisk =
        header.wrap(buffer, position).version() >= StatusReplyDecoder.diskFullSinceVersion();
    cursor.wrap(
        buffer,
        position,
        length,
        tellsDisk
            ? StatusReplyDecoder.BLOCK_LENGTH
            : StatusReplyDecoder.diskUsableBytesEncodingOffset());
    walkGroups();
    status.wrapAndApplyHeader(buffer, position, header);
    final List<Reply.GroupStatus> groups = new ArrayList<>();
    for (final StatusReplyDecoder.GroupsDecoder group : status.groups()) {
      groups.add(groupStatus(group));
    }
    return new Reply.Status(status.brokerId(), status.code(), disk(), groups);
  }

  private DiskInfo disk() {
    return status.actingVersion() < StatusReplyDecoder.diskFullSinceVersion()
        ? DiskInfo.UNKNOWN
        : new DiskInfo(
            status.diskUsableBytes(),
            status.diskReserveBytes(),
            status.diskFull() == BooleanType.YES);
  }

  private static Reply.GroupStatus groupStatus(StatusReplyDecoder.GroupsDecoder group) {
    final int groupId = group.groupId();
    final int leader = group.leader();
    final long term = group.term();
    final long startOffset = group.startOffset();
    final long endOffset = group.endOffset();
    final long commitOffset = group.commitOffset();
    final long durableOffset = group.durableOffset();
    final boolean isLeader = group.role() == RoleCode.LEADER;
    final ReplicaCondition condition = condition(group.condition());
    final List<Integer> voters = new ArrayList<>();
    group.voters().forEach(voter -> voters.add(voter.brokerId()));
    final List<Integer> learners = new ArrayList<>();
    group.learners().forEach(learner -> learners.add(learner.brokerId()));
    return new Reply.GroupStatus(
        groupId,
        leader,
        term,
        startOffset,
        endOffset,
        commitOffset,
        durableOffset,
        isLeader,
        condition,
        voters,
        learners);
  }

  private static ReplicaCondition condition(io.rafthold.protocol.codec.ReplicaCondition condition) {
    return switch (condition) {
      case SOUND -> ReplicaCondition.SOUND;
      case REJOINING -> ReplicaCondition.REJOINING;
      case FAILED -> ReplicaCondition.FAILED;
      default -> ReplicaCondition.UNKNOWN;
    };
  }

  private static BrokerState brokerState(io.rafthold.protocol.codec.BrokerState state) {
    return switch (state) {
      case CONFIGURED -> BrokerState.CONFIGURED;
      case JOINING -> BrokerState.JOINING;
      case LEAVING -> BrokerState.LEAVING;
      default -> BrokerState.MEMBER;
    };
  }

  private void walkGroups() {
    final int groups = cursor.group(StatusReplyDecoder.GroupsDecoder.sbeBlockLength());
    final int groupBlock = cursor.groupBlockLength();
    for (int i = 0; i < groups; i++) {
      cursor.element(groupBlock);
      walkBrokers(StatusReplyDecoder.GroupsDecoder.VotersDecoder.sbeBlockLength());
      walkBrokers(StatusReplyDecoder.GroupsDecoder.LearnersDecoder.sbeBlockLength());
    }
  }

  private void walkBrokers(int leastBlockLength) {
    final int brokers = cursor.group(leastBlockLength);
    final int block = cursor.groupBlockLength();
    for (int i = 0; i < brokers; i++) {
      cursor.element(block);
    }
  }

  private Reply cluster(DirectBuffer buffer, int position, int length) {
    walkCluster(buffer, position, length);
    cluster.wrapAndApplyHeader(buffer, position, header);
    final List<BrokerInfo> brokers = new ArrayList<>();
    for (final ClusterReplyDecoder.BrokersDecoder broker : cluster.brokers()) {
      final int id = broker.brokerId();
      final int clientPort = broker.clientPort();
      final int responsePort = broker.responsePort();
      final BrokerState state = brokerState(broker.state());
      brokers.add(BrokerInfo.unreachable(id, broker.host(), clientPort, responsePort, state));
    }
    final List<TopicInfo> topics = new ArrayList<>();
    for (final ClusterReplyDecoder.TopicsDecoder each : cluster.topics()) {
      topics.add(topicInfo(each));
    }
    return new Reply.Cluster(cluster.controller(), cluster.code(), brokers, topics);
  }

  private static TopicInfo topicInfo(ClusterReplyDecoder.TopicsDecoder topic) {
    final int topicId = topic.topicId();
    final int replicas = topic.replicas();
    final long segmentBytes = topic.segmentBytes();
    final AckLevel ackLevel =
        topic.ackLevel() == AckLevelCode.QUORUM ? AckLevel.QUORUM : AckLevel.QUORUM_SYNC;
    final TopicRetention retention = retention(topic.retentionMs(), topic.retentionBytes());
    final List<PartitionInfo> partitions = new ArrayList<>();
    for (final ClusterReplyDecoder.TopicsDecoder.PartitionsDecoder partition : topic.partitions()) {
      final int number = partition.partition();
      final int groupId = partition.groupId();
      final int leader = partition.leader();
      final long term = partition.term();
      final List<Integer> replicaBrokers = new ArrayList<>();
      partition.replicaBrokers().forEach(replica -> replicaBrokers.add(replica.brokerId()));
      partitions.add(new PartitionInfo(number, groupId, leader, term, replicaBrokers));
    }
    return new TopicInfo(
        topic.name(), topicId, replicas, segmentBytes, ackLevel, retention, partitions);
  }

  private static TopicRetention retention(long millis, long bytes) {
    if (millis < 0 || bytes < 0) {
      throw new MalformedException("a retention of " + millis + " ms and " + bytes + " bytes");
    }
    return new TopicRetention(Duration.ofMillis(millis), bytes);
  }

  private void walkCluster(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, ClusterReplyDecoder.BLOCK_LENGTH);
    final int brokers = cursor.group(ClusterReplyDecoder.BrokersDecoder.sbeBlockLength());
    final int brokerBlock = cursor.groupBlockLength();
    for (int i = 0; i < brokers; i++) {
      cursor.element(brokerBlock);
      cursor.data(MAX_TEXT_BYTES);
    }
    final int topics = cursor.group(ClusterReplyDecoder.TopicsDecoder.sbeBlockLength());
    final int topicBlock = cursor.groupBlockLength();
    for (int i = 0; i < topics; i++) {
      cursor.element(topicBlock);
      final int partitions =
          cursor.group(ClusterReplyDecoder.TopicsDecoder.PartitionsDecoder.sbeBlockLength());
      final int partitionBlock = cursor.groupBlockLength();
      for (int j = 0; j < partitions; j++) {
        cursor.element(partitionBlock);
        final int replicas =
            cursor.group(
                ClusterReplyDecoder.TopicsDecoder.PartitionsDecoder.ReplicaBrokersDecoder
                    .sbeBlockLength());
        final int replicaBlock = cursor.groupBlockLength();
        for (int k = 0; k < replicas; k++) {
          cursor.element(replicaBlock);
        }
      }
      cursor.data(MAX_TEXT_BYTES);
    }
  }
}
