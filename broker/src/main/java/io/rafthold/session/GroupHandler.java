package io.rafthold.session;

import io.rafthold.metadata.ConsumerGroup;
import io.rafthold.metadata.GroupCoordinator;
import io.rafthold.metadata.GroupJoin;
import io.rafthold.metadata.GroupLimits;
import io.rafthold.metadata.GroupState;
import io.rafthold.metadata.TopicName;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MessageCursor;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.NameRule;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.DeleteGroupRequestDecoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.GroupHeartbeatRequestDecoder;
import io.rafthold.protocol.codec.GroupsRequestDecoder;
import io.rafthold.protocol.codec.JoinGroupRequestDecoder;
import io.rafthold.protocol.codec.LeaveGroupRequestDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntHashSet;

/** Handles what members of consumer groups, and operators, ask of the groups' coordinator. */
final class GroupHandler {
  /** Groups in one answer; who wants more asks again. */
  static final int GROUPS_PER_REPLY = 1_000;

  private final SessionContext context;
  private final Replies replies;
  private final GroupReplies groupReplies;
  private final MessageCursor cursor = new MessageCursor();
  private final JoinGroupRequestDecoder join = new JoinGroupRequestDecoder();
  private final GroupHeartbeatRequestDecoder heartbeat = new GroupHeartbeatRequestDecoder();
  private final LeaveGroupRequestDecoder leave = new LeaveGroupRequestDecoder();
  private final DeleteGroupRequestDecoder delete = new DeleteGroupRequestDecoder();
  private final GroupsRequestDecoder groups = new GroupsRequestDecoder();

  GroupHandler(SessionContext context, Replies replies, GroupReplies groupReplies) {
    this.context = context;
    this.replies = replies;
    this.groupReplies = groupReplies;
  }

  boolean onJoin(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!isSound(this::walkJoin, buffer, position, length, JoinGroupRequestDecoder.BLOCK_LENGTH)
        || !MessageFrame.wrap(join, buffer, position)) {
      return false;
    }
    final long correlationId = join.correlationId();
    final long memberId = join.memberId();
    final List<String> topics = new ArrayList<>();
    for (final JoinGroupRequestDecoder.TopicsDecoder each : join.topics()) {
      topics.add(each.topic());
    }
    final String group = join.consumerGroup();
    coordinator()
        .join(
            new GroupJoin(
                group,
                memberId,
                join.joinToken(),
                join.sessionTimeoutMs(),
                join.strategy(),
                topics,
                join.clientName()),
            answer -> groupReplies.joined(session, correlationId, leader(), answer),
            epochNs);
    return true;
  }

  private void walkJoin() {
    final int count = cursor.group(0);
    final int block = cursor.groupBlockLength();
    for (int i = 0; i < count; i++) {
      cursor.element(block);
      cursor.data(TopicName.MAX_LENGTH);
    }
    cursor.data(NameRule.MAX_LENGTH);
    cursor.data(GroupLimits.MAX_CLIENT_NAME);
  }

  boolean onHeartbeat(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!isSound(
            this::walkHeartbeat,
            buffer,
            position,
            length,
            GroupHeartbeatRequestDecoder.BLOCK_LENGTH)
        || !MessageFrame.wrap(heartbeat, buffer, position)) {
      return false;
    }
    final long correlationId = heartbeat.correlationId();
    final IntHashSet held = new IntHashSet();
    for (final GroupHeartbeatRequestDecoder.HeldDecoder each : heartbeat.held()) {
      held.add(each.groupId());
    }
    coordinator()
        .heartbeat(
            heartbeat.consumerGroup(),
            heartbeat.memberId(),
            heartbeat.generation(),
            held,
            answer -> groupReplies.heartbeat(session, correlationId, leader(), answer),
            epochNs);
    return true;
  }

  private void walkHeartbeat() {
    final int count = cursor.group(GroupHeartbeatRequestDecoder.HeldDecoder.sbeBlockLength());
    final int block = cursor.groupBlockLength();
    for (int i = 0; i < count; i++) {
      cursor.element(block);
    }
    cursor.data(NameRule.MAX_LENGTH);
  }

  boolean onLeave(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!isSound(this::walkName, buffer, position, length, LeaveGroupRequestDecoder.BLOCK_LENGTH)
        || !MessageFrame.wrap(leave, buffer, position)) {
      return false;
    }
    final long correlationId = leave.correlationId();
    coordinator()
        .leave(
            leave.consumerGroup(),
            leave.memberId(),
            (code, message) -> replies.admin(session, correlationId, code, leader(), message),
            epochNs);
    return true;
  }

  boolean onDelete(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!isSound(this::walkName, buffer, position, length, DeleteGroupRequestDecoder.BLOCK_LENGTH)
        || !MessageFrame.wrap(delete, buffer, position)) {
      return false;
    }
    final long correlationId = delete.correlationId();
    coordinator()
        .delete(
            delete.consumerGroup(),
            (code, message) -> replies.admin(session, correlationId, code, leader(), message),
            epochNs);
    return true;
  }

  boolean onGroups(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!isSound(this::walkName, buffer, position, length, GroupsRequestDecoder.BLOCK_LENGTH)
        || !MessageFrame.wrap(groups, buffer, position)) {
      return false;
    }
    final long correlationId = groups.correlationId();
    final boolean describes = groups.describe() == BooleanType.YES;
    final String name = groups.consumerGroup();
    final ErrorCode unready = coordinator().readiness();
    if (unready == ErrorCode.OK) {
      // Who is told must not know more already: another leader may have gone on.
      context.metadata().confirm(code -> tell(session, correlationId, name, describes, code));
    } else {
      tell(session, correlationId, name, describes, unready);
    }
    return true;
  }

  private void tell(
      ClientSession session, long correlationId, String name, boolean describes, ErrorCode code) {
    final GroupState state = context.metadata().state().groups();
    final List<ConsumerGroup> chosen = new ArrayList<>();
    ErrorCode outcome = code;
    if (code == ErrorCode.OK && describes) {
      final ConsumerGroup group = state.group(name);
      if (group == null) {
        outcome = ErrorCode.UNKNOWN_GROUP_NAME;
      } else {
        chosen.add(group);
      }
    } else if (code == ErrorCode.OK) {
      state.groupsBehind(name).stream().limit(GROUPS_PER_REPLY + 1L).forEach(chosen::add);
    }
    final boolean hasMore = chosen.size() > GROUPS_PER_REPLY;
    groupReplies.groups(
        session,
        correlationId,
        leader(),
        outcome,
        hasMore ? chosen.subList(0, GROUPS_PER_REPLY) : chosen,
        hasMore,
        describes);
  }

  private void walkName() {
    cursor.data(NameRule.MAX_LENGTH);
  }

  private boolean isSound(
      Runnable walk, DirectBuffer buffer, int position, int length, int blockLength) {
    try {
      cursor.wrap(buffer, position, length, blockLength);
      walk.run();
      return true;
    } catch (MalformedException malformed) {
      return false;
    }
  }

  private GroupCoordinator coordinator() {
    return context.coordinator();
  }

  private int leader() {
    return context.metadata().leader();
  }
}
