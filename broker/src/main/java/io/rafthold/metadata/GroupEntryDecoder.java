package io.rafthold.metadata;

import static io.rafthold.metadata.EntryCheck.refused;
import static io.rafthold.metadata.EntryCheck.require;

import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MessageCursor;
import io.rafthold.protocol.NameRule;
import io.rafthold.protocol.codec.AssignmentStrategy;
import io.rafthold.protocol.codec.GroupDeletedDecoder;
import io.rafthold.protocol.codec.GroupMemberJoinedDecoder;
import io.rafthold.protocol.codec.GroupMemberRemovedDecoder;
import io.rafthold.protocol.codec.GroupPartitionsReleasedDecoder;
import io.rafthold.protocol.codec.GroupTargetChangedDecoder;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * Reads the bodies of entries about consumer groups; the header was checked by {@link
 * MetadataDecoder}. Each length is checked before it is followed, each value before it is believed.
 */
final class GroupEntryDecoder {
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final MessageCursor cursor = new MessageCursor();
  private final GroupMemberJoinedDecoder joined = new GroupMemberJoinedDecoder();
  private final GroupMemberRemovedDecoder removed = new GroupMemberRemovedDecoder();
  private final GroupTargetChangedDecoder target = new GroupTargetChangedDecoder();
  private final GroupPartitionsReleasedDecoder released = new GroupPartitionsReleasedDecoder();
  private final GroupDeletedDecoder deleted = new GroupDeletedDecoder();
  private String group;
  private long memberId;
  private long generation;

  /** Returns how long a block is at least, -1 where the template is no group's. */
  static int blockLengthOf(int templateId) {
    return switch (templateId) {
      case GroupMemberJoinedDecoder.TEMPLATE_ID -> GroupMemberJoinedDecoder.BLOCK_LENGTH;
      case GroupMemberRemovedDecoder.TEMPLATE_ID -> GroupMemberRemovedDecoder.BLOCK_LENGTH;
      case GroupTargetChangedDecoder.TEMPLATE_ID -> GroupTargetChangedDecoder.BLOCK_LENGTH;
      case GroupPartitionsReleasedDecoder.TEMPLATE_ID ->
          GroupPartitionsReleasedDecoder.BLOCK_LENGTH;
      case GroupDeletedDecoder.TEMPLATE_ID -> GroupDeletedDecoder.BLOCK_LENGTH;
      default -> -1;
    };
  }

  /** Returns the group of the entry read last. */
  String group() {
    return group;
  }

  /** Returns the member of the release read last. */
  long memberId() {
    return memberId;
  }

  /** Returns the generation of the targets or the release read last. */
  long generation() {
    return generation;
  }

  GroupJoin joined(DirectBuffer body) {
    walk(
        body,
        GroupMemberJoinedDecoder.BLOCK_LENGTH,
        () -> {
          final int count = cursor.group(0);
          final int block = cursor.groupBlockLength();
          require(count >= 1 && count <= GroupLimits.MAX_TOPICS, "names", count, "topics");
          for (int i = 0; i < count; i++) {
            cursor.element(block);
            cursor.data(TopicName.MAX_LENGTH);
          }
          cursor.data(NameRule.MAX_LENGTH);
          cursor.data(GroupLimits.MAX_CLIENT_NAME);
        });
    joined.wrapAndApplyHeader(body, 0, header);
    final long id = checkedMember(joined.memberId());
    final int timeoutMs = joined.sessionTimeoutMs();
    require(
        timeoutMs >= GroupLimits.MIN_SESSION_TIMEOUT_MS
            && timeoutMs <= GroupLimits.MAX_SESSION_TIMEOUT_MS,
        "has session timeout ms",
        timeoutMs,
        "");
    final AssignmentStrategy strategy = joined.strategy();
    if (strategy == AssignmentStrategy.NULL_VAL || strategy == AssignmentStrategy.SBE_UNKNOWN) {
      throw refused("has an assignment strategy that is not known");
    }
    final long joinToken = joined.joinToken();
    final List<String> topics = new ArrayList<>();
    for (final GroupMemberJoinedDecoder.TopicsDecoder each : joined.topics()) {
      final String topic = each.topic();
      final String error = TopicName.error(topic);
      if (error != null) {
        throw refused(error);
      }
      topics.add(topic);
    }
    group = checkedName(joined.consumerGroup());
    return new GroupJoin(group, id, joinToken, timeoutMs, strategy, topics, joined.clientName());
  }

  /** Reads who was removed; the {@link #group} comes beside. */
  long removed(DirectBuffer body) {
    walk(body, GroupMemberRemovedDecoder.BLOCK_LENGTH, () -> cursor.data(NameRule.MAX_LENGTH));
    removed.wrapAndApplyHeader(body, 0, header);
    final long id = checkedMember(removed.memberId());
    group = checkedName(removed.consumerGroup());
    return id;
  }

  /** Reads the members that shall own partitions; group and generation come beside. */
  Map<Integer, Long> targetChanged(DirectBuffer body) {
    walk(
        body,
        GroupTargetChangedDecoder.BLOCK_LENGTH,
        () -> walkPartitions(GroupTargetChangedDecoder.ChangesDecoder.sbeBlockLength()));
    target.wrapAndApplyHeader(body, 0, header);
    generation = checkedGeneration(target.generation());
    final Map<Integer, Long> changes = new TreeMap<>();
    for (final GroupTargetChangedDecoder.ChangesDecoder each : target.changes()) {
      final int groupId = each.groupId();
      if (changes.put(checkedPartition(groupId), each.memberId()) != null) {
        throw refused("names partition " + groupId + " twice");
      }
    }
    group = checkedName(target.consumerGroup());
    return changes;
  }

  /** Reads what a member let go of; group, member and generation come beside. */
  int[] released(DirectBuffer body) {
    walk(
        body,
        GroupPartitionsReleasedDecoder.BLOCK_LENGTH,
        () -> walkPartitions(GroupPartitionsReleasedDecoder.ReleasedDecoder.sbeBlockLength()));
    released.wrapAndApplyHeader(body, 0, header);
    memberId = checkedMember(released.memberId());
    generation = checkedGeneration(released.generation());
    final GroupPartitionsReleasedDecoder.ReleasedDecoder each = released.released();
    final int[] groupIds = new int[each.count()];
    for (int i = 0; i < groupIds.length; i++) {
      groupIds[i] = checkedPartition(each.next().groupId());
    }
    group = checkedName(released.consumerGroup());
    return groupIds;
  }

  /** Reads which group was deleted. */
  String deleted(DirectBuffer body) {
    walk(body, GroupDeletedDecoder.BLOCK_LENGTH, () -> cursor.data(NameRule.MAX_LENGTH));
    group = checkedName(deleted.wrapAndApplyHeader(body, 0, header).consumerGroup());
    return group;
  }

  private void walkPartitions(int leastBlockLength) {
    final int count = cursor.group(leastBlockLength);
    final int block = cursor.groupBlockLength();
    for (int i = 0; i < count; i++) {
      cursor.element(block);
    }
    cursor.data(NameRule.MAX_LENGTH);
  }

  private void walk(DirectBuffer body, int leastBlockLength, Runnable rest) {
    try {
      cursor.wrap(body, 0, body.capacity(), leastBlockLength);
      rest.run();
    } catch (final MalformedException malformed) {
      throw refused("is damaged: " + malformed.getMessage());
    }
  }

  private static String checkedName(String name) {
    if (!NameRule.isValid(name)) {
      throw refused("has a consumer group's name that cannot be");
    }
    return name;
  }

  private static long checkedMember(long id) {
    require(id != GroupMember.NOBODY, "has member id", id, "");
    return id;
  }

  private static long checkedGeneration(long value) {
    require(value >= 0, "has generation", value, "");
    return value;
  }

  private static int checkedPartition(int groupId) {
    require(groupId > 0, "has group id", groupId, "");
    return groupId;
  }
}
