package io.rafthold.session;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.MetadataState;
import io.rafthold.metadata.PartitionPlacement;
import io.rafthold.metadata.Topic;
import io.rafthold.partition.Replica;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.ClusterReplyEncoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.ReplicaCondition;
import io.rafthold.protocol.codec.RoleCode;
import io.rafthold.protocol.codec.StatusReplyEncoder;
import io.rafthold.protocol.codec.StatusRequestDecoder;
import io.rafthold.raft.Membership;
import io.rafthold.raft.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;

/** Describes the cluster, its topics, and this broker's replicas to whoever asks. */
final class ClusterReplies {
  private static final int ALL_GROUPS = -1;

  private final SessionContext context;
  private final Replies replies;
  private final BrokerStates brokerStates;
  private final int maxMessageLength;
  private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(8_192);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final ClusterReplyEncoder reply = new ClusterReplyEncoder();
  private final StatusReplyEncoder status = new StatusReplyEncoder();
  private final StatusRequestDecoder statusRequest = new StatusRequestDecoder();

  ClusterReplies(SessionContext context, Replies replies, int maxMessageLength) {
    this.context = context;
    this.replies = replies;
    brokerStates = new BrokerStates(context);
    this.maxMessageLength = maxMessageLength;
  }

  /**
   * Describes one topic, or all where the name is empty. That there is no such topic is said by a
   * leader of group 0 that is certain to lead; anybody else, or one that is not, says that another
   * should be asked, or the same again.
   */
  void cluster(ClientSession session, long correlationId, String topicName) {
    final MetadataState state = context.metadata().state();
    if (topicName.isEmpty()) {
      describe(session, correlationId, ErrorCode.OK, state.topics());
    } else if (state.topic(topicName) != null) {
      describe(session, correlationId, ErrorCode.OK, List.of(state.topic(topicName)));
    } else {
      context.metadata().confirm(code -> onMissing(session, correlationId, topicName, code));
    }
  }

  private void onMissing(
      ClientSession session, long correlationId, String topicName, ErrorCode confirmation) {
    final Topic topic = context.metadata().state().topic(topicName);
    if (topic != null) {
      describe(session, correlationId, ErrorCode.OK, List.of(topic));
      return;
    }
    final boolean isCertain = confirmation == ErrorCode.OK;
    final ErrorCode code = isCertain ? ErrorCode.UNKNOWN_TOPIC : confirmation;
    describe(session, correlationId, code, List.of());
  }

  private void describe(
      ClientSession session, long correlationId, ErrorCode code, Collection<Topic> topics) {
    reply
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .controller(context.metadata().leader())
        .code(code);
    encodeBrokers();
    encodeTopics(topics);
    send(session, correlationId, MessageFrame.HEADER_LENGTH + reply.encodedLength());
  }

  private void encodeBrokers() {
    final List<ClusterMember> members = brokerStates.members();
    final ClusterReplyEncoder.BrokersEncoder brokers = reply.brokersCount(members.size());
    for (final ClusterMember member : members) {
      brokers
          .next()
          .brokerId(member.id())
          .clientPort(member.clientPort())
          .responsePort(member.responsePort())
          .state(brokerStates.stateOf(member.id()))
          .host(member.host());
    }
  }

  private void encodeTopics(Collection<Topic> topics) {
    final ClusterReplyEncoder.TopicsEncoder encoder = reply.topicsCount(topics.size());
    for (final Topic topic : topics) {
      encoder
          .next()
          .topicId(topic.id())
          .replicas(topic.replicas())
          .segmentBytes(topic.segmentBytes())
          .ackLevel(
              topic.ackLevel() == AckLevel.QUORUM ? AckLevelCode.QUORUM : AckLevelCode.QUORUM_SYNC)
          .retentionMs(topic.retention().timeMs())
          .retentionBytes(topic.retention().bytes());
      final ClusterReplyEncoder.TopicsEncoder.PartitionsEncoder partitions =
          encoder.partitionsCount(topic.partitions().size());
      for (final PartitionPlacement placement : topic.partitions()) {
        encodePartition(partitions.next(), placement);
      }
      encoder.name(topic.name());
    }
  }

  private void encodePartition(
      ClusterReplyEncoder.TopicsEncoder.PartitionsEncoder encoder, PartitionPlacement placement) {
    final Replica replica = context.partition(placement.groupId());
    encoder
        .partition(placement.partition())
        .groupId(placement.groupId())
        .leader(replica == null ? -1 : replica.leaderId())
        .term(replica == null ? 0 : replica.term());
    final ClusterReplyEncoder.TopicsEncoder.PartitionsEncoder.ReplicaBrokersEncoder brokers =
        encoder.replicaBrokersCount(placement.replicaCount());
    for (int i = 0; i < placement.replicaCount(); i++) {
      brokers.next().brokerId(placement.replicaBroker(i));
    }
  }

  boolean onStatus(
      ClientSession session, DirectBuffer request, int position, int length, long epochNs) {
    if (!MessageFrame.wrap(statusRequest, request, position)) {
      return false;
    }
    final int groupId = statusRequest.groupId();
    final List<Replica> chosen = new ArrayList<>();
    for (final Replica replica : context.replicas().get()) {
      if (replica.isRetired()) {
        continue;
      }
      if (groupId == ALL_GROUPS || replica.settings().groupId() == groupId) {
        chosen.add(replica);
      }
    }
    final List<Integer> failed = new ArrayList<>();
    for (final Integer failedGroup : context.failures().get().keySet()) {
      if (groupId == ALL_GROUPS || failedGroup == groupId) {
        failed.add(failedGroup);
      }
    }
    final long correlationId = statusRequest.correlationId();
    status
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .brokerId(context.settings().brokerId())
        .code(chosen.isEmpty() && failed.isEmpty() ? ErrorCode.UNKNOWN_GROUP : ErrorCode.OK)
        .diskUsableBytes(context.diskSpace().usableBytes())
        .diskReserveBytes(context.diskSpace().reserveBytes())
        .diskFull(context.diskSpace().isFull() ? BooleanType.YES : BooleanType.NO);
    final StatusReplyEncoder.GroupsEncoder groups =
        status.groupsCount(chosen.size() + failed.size());
    for (final Replica replica : chosen) {
      encodeReplica(groups.next(), replica);
    }
    for (final int failedGroup : failed) {
      encodeFailed(groups.next(), failedGroup);
    }
    send(session, correlationId, MessageFrame.HEADER_LENGTH + status.encodedLength());
    return true;
  }

  /** Of a replica that has failed nothing is known any more but that. */
  private static void encodeFailed(StatusReplyEncoder.GroupsEncoder group, int groupId) {
    group
        .groupId(groupId)
        .leader(-1)
        .term(0)
        .startOffset(0)
        .endOffset(0)
        .commitOffset(0)
        .durableOffset(0)
        .lastIndex(0)
        .commitIndex(0)
        .role(RoleCode.FOLLOWER)
        .condition(ReplicaCondition.FAILED)
        .transferring(BooleanType.NO)
        .membershipIndex(0)
        .possiblyLostCommitIndex(0);
    group.votersCount(0);
    group.learnersCount(0);
  }

  private static void encodeReplica(StatusReplyEncoder.GroupsEncoder group, Replica replica) {
    group
        .groupId(replica.settings().groupId())
        .leader(replica.leaderId())
        .term(replica.term())
        .startOffset(replica.log().startOffset())
        .endOffset(replica.log().endOffset())
        .commitOffset(replica.commitOffset())
        .durableOffset(replica.durableOffset())
        .lastIndex(replica.log().lastIndex())
        .commitIndex(replica.commitIndex())
        .role(roleCode(replica.role()))
        .condition(replica.isRejoining() ? ReplicaCondition.REJOINING : ReplicaCondition.SOUND)
        .transferring(replica.isTransferring() ? BooleanType.YES : BooleanType.NO)
        .membershipIndex(replica.membershipIndex())
        .possiblyLostCommitIndex(replica.possiblyLostCommitIndex());
    final Membership membership = replica.membership();
    final StatusReplyEncoder.GroupsEncoder.VotersEncoder voters =
        group.votersCount(membership.voterCount());
    for (int i = 0; i < membership.voterCount(); i++) {
      voters.next().brokerId(membership.voterAt(i));
    }
    final StatusReplyEncoder.GroupsEncoder.LearnersEncoder learners =
        group.learnersCount(membership.learnerCount());
    for (int i = 0; i < membership.learnerCount(); i++) {
      learners.next().brokerId(membership.learnerAt(i));
    }
  }

  private static RoleCode roleCode(Role role) {
    return switch (role) {
      case FOLLOWER -> RoleCode.FOLLOWER;
      case PRE_CANDIDATE -> RoleCode.PRE_CANDIDATE;
      case CANDIDATE -> RoleCode.CANDIDATE;
      case LEADER -> RoleCode.LEADER;
    };
  }

  private void send(ClientSession session, long correlationId, int length) {
    if (length <= maxMessageLength) {
      session.reply(buffer, length);
    } else {
      replies.refused(
          session,
          correlationId,
          ErrorCode.OVERLOADED,
          "the description has "
              + length
              + " bytes, more than a message's "
              + maxMessageLength
              + ": ask for one topic or one group at a time");
    }
  }
}
