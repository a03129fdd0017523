package io.rafthold.client;

import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MessageCursor;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.CursorReplyDecoder;
import io.rafthold.protocol.codec.CursorsReplyDecoder;
import io.rafthold.protocol.codec.GroupHeartbeatReplyDecoder;
import io.rafthold.protocol.codec.GroupsReplyDecoder;
import io.rafthold.protocol.codec.JoinGroupReplyDecoder;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/** Decodes what brokers say of consumer groups; as {@link ReplyDecoder} does the rest. */
final class GroupReplyDecoder {
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final MessageCursor cursor = new MessageCursor();
  private final JoinGroupReplyDecoder joined = new JoinGroupReplyDecoder();
  private final GroupHeartbeatReplyDecoder beat = new GroupHeartbeatReplyDecoder();
  private final CursorReplyDecoder moved = new CursorReplyDecoder();
  private final CursorsReplyDecoder told = new CursorsReplyDecoder();
  private final GroupsReplyDecoder groups = new GroupsReplyDecoder();

  /** Decodes a reply that concerns a group; null where the template is not one. */
  Reply decode(int templateId, DirectBuffer buffer, int position, int length) {
    return switch (templateId) {
      case JoinGroupReplyDecoder.TEMPLATE_ID -> joined(buffer, position, length);
      case GroupHeartbeatReplyDecoder.TEMPLATE_ID -> beat(buffer, position, length);
      case CursorReplyDecoder.TEMPLATE_ID -> moved(buffer, position, length);
      case CursorsReplyDecoder.TEMPLATE_ID -> told(buffer, position, length);
      case GroupsReplyDecoder.TEMPLATE_ID -> groups(buffer, position, length);
      default -> null;
    };
  }

  private Reply joined(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, JoinGroupReplyDecoder.BLOCK_LENGTH);
    cursor.data(ReplyDecoder.MAX_TEXT_BYTES);
    joined.wrapAndApplyHeader(buffer, position, header);
    return new Reply.GroupJoined(
        joined.memberId(),
        joined.sessionTimeoutMs(),
        joined.heartbeatMs(),
        joined.leader(),
        joined.code(),
        joined.message());
  }

  private Reply beat(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, GroupHeartbeatReplyDecoder.BLOCK_LENGTH);
    walk(GroupHeartbeatReplyDecoder.OwnedDecoder.sbeBlockLength());
    beat.wrapAndApplyHeader(buffer, position, header);
    final Map<Integer, Long> owned = new HashMap<>();
    beat.owned().forEach(each -> owned.put(each.groupId(), each.epoch()));
    return new Reply.GroupBeat(
        beat.generation(), beat.heartbeatMs(), beat.leader(), beat.code(), owned);
  }

  private Reply moved(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, CursorReplyDecoder.BLOCK_LENGTH);
    moved.wrapAndApplyHeader(buffer, position, header);
    return new Reply.CursorMoved(moved.cursorOffset(), moved.leader(), moved.code());
  }

  private Reply told(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, CursorsReplyDecoder.BLOCK_LENGTH);
    told.wrapAndApplyHeader(buffer, position, header);
    return new Reply.CursorTold(
        told.cursorOffset(),
        told.epoch(),
        told.memberId(),
        told.timestampNs(),
        told.startOffset(),
        told.endOffset(),
        told.leader(),
        told.code());
  }

  private Reply groups(DirectBuffer buffer, int position, int length) {
    walkGroups(buffer, position, length);
    groups.wrapAndApplyHeader(buffer, position, header);
    final List<Reply.GroupState> all = new ArrayList<>();
    for (final GroupsReplyDecoder.GroupsDecoder each : groups.groups()) {
      all.add(state(each));
    }
    return new Reply.Groups(
        groups.leader(), groups.code(), groups.hasMore() == BooleanType.YES, all);
  }

  private static Reply.GroupState state(GroupsReplyDecoder.GroupsDecoder group) {
    final long generation = group.generation();
    final int memberCount = group.memberCount();
    final int partitionCount = group.partitionCount();
    final AssignmentStrategy strategy = strategy(group.strategy());
    final List<String> topics = new ArrayList<>();
    group.topics().forEach(each -> topics.add(each.topic()));
    final List<GroupMemberInfo> members = new ArrayList<>();
    group
        .members()
        .forEach(
            each ->
                members.add(
                    new GroupMemberInfo(
                        each.memberId(), each.sessionTimeoutMs(), each.clientName())));
    final List<Reply.GroupShare> partitions = new ArrayList<>();
    group
        .partitions()
        .forEach(
            each ->
                partitions.add(
                    new Reply.GroupShare(
                        each.groupId(), each.owner(), each.epoch(), each.target())));
    return new Reply.GroupState(
        group.consumerGroup(),
        generation,
        memberCount,
        partitionCount,
        strategy,
        topics,
        members,
        partitions);
  }

  private static AssignmentStrategy strategy(
      io.rafthold.protocol.codec.AssignmentStrategy strategy) {
    return switch (strategy) {
      case RANGE -> AssignmentStrategy.RANGE;
      case COOPERATIVE_STICKY -> AssignmentStrategy.COOPERATIVE_STICKY;
      default -> throw new MalformedException("an assignment strategy that is not known");
    };
  }

  private void walkGroups(DirectBuffer buffer, int position, int length) {
    cursor.wrap(buffer, position, length, GroupsReplyDecoder.BLOCK_LENGTH);
    final int count = cursor.group(GroupsReplyDecoder.GroupsDecoder.sbeBlockLength());
    final int block = cursor.groupBlockLength();
    for (int i = 0; i < count; i++) {
      cursor.element(block);
      walkTexts(0);
      walkTexts(GroupsReplyDecoder.GroupsDecoder.MembersDecoder.sbeBlockLength());
      walk(GroupsReplyDecoder.GroupsDecoder.PartitionsDecoder.sbeBlockLength());
      cursor.data(ReplyDecoder.MAX_TEXT_BYTES);
    }
  }

  private void walkTexts(int leastBlockLength) {
    final int count = cursor.group(leastBlockLength);
    final int block = cursor.groupBlockLength();
    for (int i = 0; i < count; i++) {
      cursor.element(block);
      cursor.data(ReplyDecoder.MAX_TEXT_BYTES);
    }
  }

  private void walk(int leastBlockLength) {
    final int count = cursor.group(leastBlockLength);
    final int block = cursor.groupBlockLength();
    for (int i = 0; i < count; i++) {
      cursor.element(block);
    }
  }
}
