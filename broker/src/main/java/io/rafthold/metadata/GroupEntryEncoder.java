package io.rafthold.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.protocol.codec.GroupDeletedEncoder;
import io.rafthold.protocol.codec.GroupMemberJoinedEncoder;
import io.rafthold.protocol.codec.GroupMemberRemovedEncoder;
import io.rafthold.protocol.codec.GroupPartitionsReleasedEncoder;
import io.rafthold.protocol.codec.GroupTargetChangedEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** Writes the bodies of entries about consumer groups, each into a buffer that fits exactly. */
final class GroupEntryEncoder {
  private final MutableDirectBuffer scratch = new ExpandableArrayBuffer(1_024);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final GroupMemberJoinedEncoder joined = new GroupMemberJoinedEncoder();
  private final GroupMemberRemovedEncoder removed = new GroupMemberRemovedEncoder();
  private final GroupTargetChangedEncoder target = new GroupTargetChangedEncoder();
  private final GroupPartitionsReleasedEncoder released = new GroupPartitionsReleasedEncoder();
  private final GroupDeletedEncoder deleted = new GroupDeletedEncoder();

  DirectBuffer joined(GroupJoin join) {
    joined
        .wrapAndApplyHeader(scratch, 0, header)
        .memberId(join.memberId())
        .joinToken(join.joinToken())
        .sessionTimeoutMs(join.sessionTimeoutMs())
        .strategy(join.strategy());
    final GroupMemberJoinedEncoder.TopicsEncoder topics = joined.topicsCount(join.topics().size());
    for (final String topic : join.topics()) {
      topics.next().topic(topic);
    }
    final byte[] clientName = join.clientName().getBytes(UTF_8);
    joined.consumerGroup(join.group());
    joined.putClientName(clientName, 0, Math.min(clientName.length, GroupLimits.MAX_CLIENT_NAME));
    return copy(joined);
  }

  DirectBuffer removed(String group, long memberId) {
    removed.wrapAndApplyHeader(scratch, 0, header).memberId(memberId).consumerGroup(group);
    return copy(removed);
  }

  DirectBuffer targetChanged(String group, long generation, Map<Integer, Long> changes) {
    target.wrapAndApplyHeader(scratch, 0, header).generation(generation);
    final GroupTargetChangedEncoder.ChangesEncoder each = target.changesCount(changes.size());
    changes.forEach((groupId, memberId) -> each.next().groupId(groupId).memberId(memberId));
    target.consumerGroup(group);
    return copy(target);
  }

  DirectBuffer released(String group, long memberId, long generation, List<Integer> groupIds) {
    released.wrapAndApplyHeader(scratch, 0, header).memberId(memberId).generation(generation);
    final GroupPartitionsReleasedEncoder.ReleasedEncoder each =
        released.releasedCount(groupIds.size());
    groupIds.forEach(groupId -> each.next().groupId(groupId));
    released.consumerGroup(group);
    return copy(released);
  }

  DirectBuffer deleted(String group) {
    deleted.wrapAndApplyHeader(scratch, 0, header).consumerGroup(group);
    return copy(deleted);
  }

  private DirectBuffer copy(MessageEncoderFlyweight message) {
    final byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + message.encodedLength()];
    scratch.getBytes(0, bytes);
    return new UnsafeBuffer(bytes);
  }
}
