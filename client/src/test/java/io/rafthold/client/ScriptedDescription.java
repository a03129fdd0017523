package io.rafthold.client;

import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ClusterReplyEncoder;
import io.rafthold.protocol.codec.ClusterRequestDecoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.RoleCode;
import io.rafthold.protocol.codec.StatusReplyEncoder;
import io.rafthold.protocol.codec.StatusRequestDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** What a scripted broker says of its cluster and of itself. */
final class ScriptedDescription {
  private final ScriptedCluster cluster;
  private final ScriptedBroker asked;
  private final ExpandableArrayBuffer out;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder in = new MessageHeaderDecoder();

  ScriptedDescription(ScriptedCluster cluster, ScriptedBroker asked, ExpandableArrayBuffer out) {
    this.cluster = cluster;
    this.asked = asked;
    this.out = out;
  }

  MessageEncoderFlyweight cluster(UnsafeBuffer buffer) {
    final var request = new ClusterRequestDecoder().wrapAndApplyHeader(buffer, 0, in);
    final long correlationId = request.correlationId();
    final String wanted = request.topic();
    final List<String> names = new ArrayList<>(cluster.topics.keySet());
    names.removeIf(name -> !wanted.isEmpty() && !wanted.equals(name));
    names.removeAll(asked.unheardOf);
    final var reply =
        new ClusterReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(correlationId)
            .controller(cluster.controller)
            .code(names.isEmpty() && !wanted.isEmpty() ? missing() : ErrorCode.OK);
    final List<ScriptedBroker> members = new ArrayList<>(cluster.brokers);
    members.removeIf(broker -> cluster.removed.contains(broker.id));
    final var brokers = reply.brokersCount(members.size());
    for (final ScriptedBroker broker : members) {
      final int port = ScriptedCluster.FIRST_PORT + 10 * broker.id;
      brokers.next().brokerId(broker.id).clientPort(port).responsePort(port + 1).host(broker.host);
    }
    final var topics = reply.topicsCount(names.size());
    for (final String name : names) {
      topics
          .next()
          .topicId(name.hashCode())
          .replicas(cluster.brokers.size())
          .segmentBytes(1 << 20)
          .ackLevel(AckLevelCode.QUORUM)
          .retentionMs(0)
          .retentionBytes(0);
      final List<ModelPartition> all = cluster.topics.get(name);
      final int known = Math.min(all.size(), asked.knownPartitions);
      final var partitions = topics.partitionsCount(known);
      for (int i = 0; i < known; i++) {
        final ModelPartition each = all.get(i);
        final boolean tells = !asked.knowsItsOwnOnly || each.replicas.contains(asked.id);
        partitions
            .next()
            .partition(i)
            .groupId(each.groupId)
            .leader(tells ? each.leader : -1)
            .term(each.term);
        final var replicas = partitions.replicaBrokersCount(each.replicas.size());
        each.replicas.forEach(replica -> replicas.next().brokerId(replica));
      }
      topics.name(name);
    }
    return reply;
  }

  /** Only a leader that is certain to lead denies a topic. */
  private ErrorCode missing() {
    if (cluster.controller != asked.id) {
      return ErrorCode.NOT_LEADER;
    }
    return asked.isDeposed ? ErrorCode.NO_QUORUM : ErrorCode.UNKNOWN_TOPIC;
  }

  MessageEncoderFlyweight status(UnsafeBuffer buffer) {
    final var request = new StatusRequestDecoder().wrapAndApplyHeader(buffer, 0, in);
    final List<ModelPartition> all = new ArrayList<>();
    cluster.topics.values().forEach(all::addAll);
    all.removeIf(each -> request.groupId() >= 0 && each.groupId != request.groupId());
    final var reply =
        new StatusReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(request.correlationId())
            .brokerId(asked.id)
            .code(ErrorCode.OK);
    final var groups = reply.groupsCount(all.size());
    for (final ModelPartition each : all) {
      final var group =
          groups
              .next()
              .groupId(each.groupId)
              .leader(each.leader)
              .term(each.term)
              .startOffset(each.startOffset)
              .endOffset(each.endOffset())
              .commitOffset(each.endOffset())
              .durableOffset(each.endOffset())
              .lastIndex(each.log.size())
              .commitIndex(each.log.size())
              .role(each.leader == asked.id ? RoleCode.LEADER : RoleCode.FOLLOWER);
      group.votersCount(0);
      group.learnersCount(0);
    }
    return reply;
  }
}
