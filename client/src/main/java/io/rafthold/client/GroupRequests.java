package io.rafthold.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AssignmentStrategy;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.CursorRequestEncoder;
import io.rafthold.protocol.codec.CursorsRequestEncoder;
import io.rafthold.protocol.codec.DeleteGroupRequestEncoder;
import io.rafthold.protocol.codec.GroupHeartbeatRequestEncoder;
import io.rafthold.protocol.codec.GroupsRequestEncoder;
import io.rafthold.protocol.codec.JoinGroupRequestEncoder;
import io.rafthold.protocol.codec.LeaveGroupRequestEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** Encodes what concerns consumer groups, into the scratch buffer of {@link Requests}. */
final class GroupRequests {
  /** As much of a client's name as the brokers take, in bytes. */
  private static final int LONGEST_CLIENT_NAME = 256;

  private final MutableDirectBuffer buffer;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final JoinGroupRequestEncoder join = new JoinGroupRequestEncoder();
  private final GroupHeartbeatRequestEncoder heartbeat = new GroupHeartbeatRequestEncoder();
  private final LeaveGroupRequestEncoder leave = new LeaveGroupRequestEncoder();
  private final CursorRequestEncoder move = new CursorRequestEncoder();
  private final CursorsRequestEncoder cursor = new CursorsRequestEncoder();
  private final GroupsRequestEncoder groups = new GroupsRequestEncoder();
  private final DeleteGroupRequestEncoder delete = new DeleteGroupRequestEncoder();

  GroupRequests(MutableDirectBuffer buffer) {
    this.buffer = buffer;
  }

  int join(
      long correlationId,
      GroupSettings group,
      List<String> topics,
      long joinToken,
      String clientName) {
    final JoinGroupRequestEncoder.TopicsEncoder each =
        join.wrapAndApplyHeader(buffer, 0, header)
            .correlationId(correlationId)
            .memberId(0)
            .joinToken(joinToken)
            .sessionTimeoutMs((int) group.sessionTimeout().toMillis())
            .strategy(strategy(group.strategy()))
            .topicsCount(topics.size());
    topics.forEach(topic -> each.next().topic(topic));
    final byte[] name = clientName.getBytes(UTF_8);
    join.consumerGroup(group.name())
        .putClientName(name, 0, Math.min(name.length, LONGEST_CLIENT_NAME));
    return length(join);
  }

  private static AssignmentStrategy strategy(io.rafthold.client.AssignmentStrategy strategy) {
    return strategy == io.rafthold.client.AssignmentStrategy.RANGE
        ? AssignmentStrategy.RANGE
        : AssignmentStrategy.COOPERATIVE_STICKY;
  }

  int heartbeat(
      long correlationId, String group, long memberId, long generation, List<Share> held) {
    final GroupHeartbeatRequestEncoder.HeldEncoder each =
        heartbeat
            .wrapAndApplyHeader(buffer, 0, header)
            .correlationId(correlationId)
            .memberId(memberId)
            .generation(generation)
            .heldCount(held.size());
    held.forEach(share -> each.next().groupId(share.groupId()).epoch(share.epoch()));
    heartbeat.consumerGroup(group);
    return length(heartbeat);
  }

  int leave(long correlationId, String group, long memberId) {
    leave
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .memberId(memberId)
        .consumerGroup(group);
    return length(leave);
  }

  int move(long correlationId, String group, CursorWish wish) {
    move.wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .groupId(wish.groupId())
        .memberId(wish.memberId())
        .epoch(wish.epoch())
        .sequence(wish.sequence())
        .cursorOffset(wish.offset())
        .action(wish.action())
        .consumerGroup(group);
    return length(move);
  }

  int cursor(long correlationId, String group, int groupId) {
    cursor
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .groupId(groupId)
        .consumerGroup(group);
    return length(cursor);
  }

  /** Asks for the groups behind a name, empty for the first ones. */
  int list(long correlationId, String behind) {
    return groups(correlationId, BooleanType.NO, behind);
  }

  int describe(long correlationId, String group) {
    return groups(correlationId, BooleanType.YES, group);
  }

  private int groups(long correlationId, BooleanType describe, String name) {
    groups
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .describe(describe)
        .consumerGroup(name);
    return length(groups);
  }

  int delete(long correlationId, String group) {
    delete.wrapAndApplyHeader(buffer, 0, header).correlationId(correlationId).consumerGroup(group);
    return length(delete);
  }

  private static int length(MessageEncoderFlyweight encoder) {
    return MessageFrame.HEADER_LENGTH + encoder.encodedLength();
  }
}
