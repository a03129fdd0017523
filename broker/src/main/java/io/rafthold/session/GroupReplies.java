package io.rafthold.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.metadata.ConsumerGroup;
import io.rafthold.metadata.GroupAnswer;
import io.rafthold.metadata.GroupMember;
import io.rafthold.metadata.GroupPartition;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.GroupHeartbeatReplyEncoder;
import io.rafthold.protocol.codec.GroupsReplyEncoder;
import io.rafthold.protocol.codec.JoinGroupReplyEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import java.util.List;
import org.agrona.ExpandableDirectByteBuffer;

/** Encodes what is said of consumer groups; one for all sessions, one thread. */
final class GroupReplies {
  private final Replies replies;
  private final int maxMessageLength;
  private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(4_096);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final JoinGroupReplyEncoder joined = new JoinGroupReplyEncoder();
  private final GroupHeartbeatReplyEncoder heartbeat = new GroupHeartbeatReplyEncoder();
  private final GroupsReplyEncoder groups = new GroupsReplyEncoder();

  GroupReplies(Replies replies, int maxMessageLength) {
    this.replies = replies;
    this.maxMessageLength = maxMessageLength;
  }

  void joined(ClientSession session, long correlationId, int leader, GroupAnswer answer) {
    final boolean isMember = answer.code() == ErrorCode.OK;
    joined
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .memberId(isMember ? answer.member().id() : GroupMember.NOBODY)
        .generation(isMember ? answer.group().generation() : 0)
        .sessionTimeoutMs(isMember ? answer.member().sessionTimeoutMs() : 0)
        .heartbeatMs(answer.heartbeatMs())
        .leader(leader)
        .code(answer.code())
        .message(answer.message());
    session.reply(buffer, MessageFrame.HEADER_LENGTH + joined.encodedLength());
  }

  /** What is to be another's is left out: the member lets go of it. */
  void heartbeat(ClientSession session, long correlationId, int leader, GroupAnswer answer) {
    final boolean isMember = answer.code() == ErrorCode.OK;
    final List<GroupPartition> owned = isMember ? owned(answer) : List.of();
    heartbeat
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .generation(isMember ? answer.group().generation() : 0)
        .heartbeatMs(answer.heartbeatMs())
        .leader(leader)
        .code(answer.code());
    final GroupHeartbeatReplyEncoder.OwnedEncoder each = heartbeat.ownedCount(owned.size());
    for (final GroupPartition partition : owned) {
      each.next().groupId(partition.groupId()).epoch(partition.epoch());
    }
    send(session, correlationId, MessageFrame.HEADER_LENGTH + heartbeat.encodedLength());
  }

  private static List<GroupPartition> owned(GroupAnswer answer) {
    final long memberId = answer.member().id();
    return answer.group().partitions().stream()
        .filter(partition -> partition.owner() == memberId && partition.isSettled())
        .toList();
  }

  /**
   * Tells of groups.
   *
   * @param isWhole whether all about them is told, or how large they are
   */
  void groups(
      ClientSession session,
      long correlationId,
      int leader,
      ErrorCode code,
      List<ConsumerGroup> chosen,
      boolean hasMore,
      boolean isWhole) {
    groups
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .leader(leader)
        .code(code)
        .hasMore(hasMore ? BooleanType.YES : BooleanType.NO);
    final GroupsReplyEncoder.GroupsEncoder each = groups.groupsCount(chosen.size());
    for (final ConsumerGroup group : chosen) {
      encode(each.next(), group, isWhole);
    }
    send(session, correlationId, MessageFrame.HEADER_LENGTH + groups.encodedLength());
  }

  private void send(ClientSession session, long correlationId, int length) {
    if (length <= maxMessageLength) {
      session.reply(buffer, length);
    } else {
      replies.refused(
          session,
          correlationId,
          ErrorCode.OVERLOADED,
          "what there is to say of the group has "
              + length
              + " bytes, more than a message's "
              + maxMessageLength
              + ": raise aeron.term.length, or use smaller groups");
    }
  }

  private static void encode(
      GroupsReplyEncoder.GroupsEncoder encoder, ConsumerGroup group, boolean isWhole) {
    encoder
        .generation(group.generation())
        .memberCount(group.members().size())
        .partitionCount(group.partitions().size())
        .strategy(group.strategy());
    final GroupsReplyEncoder.GroupsEncoder.TopicsEncoder topics =
        encoder.topicsCount(isWhole ? group.topics().size() : 0);
    if (isWhole) {
      group.topics().forEach(topic -> topics.next().topic(topic));
    }
    final GroupsReplyEncoder.GroupsEncoder.MembersEncoder members =
        encoder.membersCount(isWhole ? group.members().size() : 0);
    if (isWhole) {
      group.members().forEach(member -> encode(members.next(), member));
    }
    final GroupsReplyEncoder.GroupsEncoder.PartitionsEncoder partitions =
        encoder.partitionsCount(isWhole ? group.partitions().size() : 0);
    if (isWhole) {
      group.partitions().forEach(partition -> encode(partitions.next(), partition));
    }
    encoder.consumerGroup(group.name());
  }

  private static void encode(
      GroupsReplyEncoder.GroupsEncoder.MembersEncoder encoder, GroupMember member) {
    final byte[] clientName = member.clientName().getBytes(UTF_8);
    encoder
        .memberId(member.id())
        .sessionTimeoutMs(member.sessionTimeoutMs())
        .putClientName(clientName, 0, clientName.length);
  }

  private static void encode(
      GroupsReplyEncoder.GroupsEncoder.PartitionsEncoder encoder, GroupPartition partition) {
    encoder
        .groupId(partition.groupId())
        .owner(partition.owner())
        .epoch(partition.epoch())
        .target(partition.target());
  }
}
