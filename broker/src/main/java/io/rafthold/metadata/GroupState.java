package io.rafthold.metadata;

import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.GroupDeletedDecoder;
import io.rafthold.protocol.codec.GroupMemberJoinedDecoder;
import io.rafthold.protocol.codec.GroupMemberRemovedDecoder;
import io.rafthold.protocol.codec.GroupPartitionsReleasedDecoder;
import io.rafthold.protocol.codec.GroupTargetChangedDecoder;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;

/**
 * The consumer groups as the committed entries of group 0 add up to: the same on every broker that
 * applied the same entries. Who of the members lives is not in it. Single-threaded; bounded by
 * {@link GroupLimits}.
 */
public final class GroupState {
  private final GroupEntryDecoder decoder = new GroupEntryDecoder();
  private final TreeMap<String, ConsumerGroup> groups = new TreeMap<>();
  private final LongHashSet memberIds = new LongHashSet();
  private GroupListener listener = GroupListener.NONE;

  /** Highest generation of a group that was deleted: a new one of its name goes on above it. */
  private long highestDeleted;

  GroupState() {}

  /** Names who hears of changes from now on. */
  void listener(GroupListener hearer) {
    listener = hearer;
  }

  /** Returns a group, or null. */
  public ConsumerGroup group(String name) {
    return groups.get(name);
  }

  /** Returns a live view of all groups, in the order of their names. */
  public Collection<ConsumerGroup> groups() {
    return Collections.unmodifiableCollection(groups.values());
  }

  /** Returns a live view of the groups whose names are behind one, in order. */
  public Collection<ConsumerGroup> groupsBehind(String name) {
    final NavigableMap<String, ConsumerGroup> tail = groups.tailMap(name, false);
    return Collections.unmodifiableCollection(tail.values());
  }

  /** Tells whether a member of some group has an id. */
  boolean isMember(long memberId) {
    return memberIds.contains(memberId);
  }

  /**
   * Applies an entry whose header was checked.
   *
   * @return {@code OK}, or why nothing was changed
   * @throws MetadataException where the entry is malformed; the state is as before
   */
  ErrorCode apply(int template, DirectBuffer body) {
    return switch (template) {
      case GroupMemberJoinedDecoder.TEMPLATE_ID -> applyJoined(decoder.joined(body));
      case GroupMemberRemovedDecoder.TEMPLATE_ID -> {
        final long memberId = decoder.removed(body);
        yield applyRemoved(groups.get(decoder.group()), memberId);
      }
      case GroupTargetChangedDecoder.TEMPLATE_ID -> {
        final Map<Integer, Long> changes = decoder.targetChanged(body);
        yield applyTarget(groups.get(decoder.group()), changes);
      }
      case GroupPartitionsReleasedDecoder.TEMPLATE_ID -> {
        final int[] released = decoder.released(body);
        yield applyReleased(groups.get(decoder.group()), released);
      }
      case GroupDeletedDecoder.TEMPLATE_ID -> applyDeleted(groups.get(decoder.deleted(body)));
      default -> throw new IllegalStateException("template " + template + " is no group's");
    };
  }

  /**
   * Tells what is against a wish to join, as far as the state knows: {@code OVERLOADED} for a
   * limit, {@code INVALID_ARGUMENT} where the members want something else.
   */
  ErrorCode problemOf(GroupJoin join) {
    final ConsumerGroup group = groups.get(join.group());
    final boolean isFull =
        group == null
            ? groups.size() >= GroupLimits.MAX_GROUPS
            : group.members().size() >= GroupLimits.MAX_MEMBERS;
    if (isFull || memberIds.size() >= GroupLimits.MAX_MEMBERS_IN_ALL) {
      return ErrorCode.OVERLOADED;
    }
    final boolean isContested =
        group != null && !group.members().isEmpty() && !group.agreesWith(join);
    return isContested ? ErrorCode.INVALID_ARGUMENT : ErrorCode.OK;
  }

  private ErrorCode applyJoined(GroupJoin join) {
    final ConsumerGroup known = groups.get(join.group());
    if (known != null && known.memberOfToken(join.joinToken()) != null) {
      return ErrorCode.OK;
    }
    if (memberIds.contains(join.memberId())) {
      return ErrorCode.INTERNAL;
    }
    final ErrorCode problem = problemOf(join);
    if (problem != ErrorCode.OK) {
      return problem;
    }
    final ConsumerGroup group =
        groups.computeIfAbsent(
            join.group(),
            name -> new ConsumerGroup(name, join.strategy(), join.topics(), highestDeleted));
    if (group.members().isEmpty()) {
      group.reads(join.strategy(), join.topics());
    }
    group.add(join.member());
    memberIds.add(join.memberId());
    listener.onMemberJoined(group, join.member());
    return ErrorCode.OK;
  }

  private ErrorCode applyRemoved(ConsumerGroup group, long memberId) {
    if (group == null) {
      return ErrorCode.UNKNOWN_GROUP_NAME;
    }
    if (group.member(memberId) == null) {
      return ErrorCode.UNKNOWN_MEMBER;
    }
    group.remove(memberId);
    memberIds.remove(memberId);
    listener.onMemberRemoved(group, memberId);
    return ErrorCode.OK;
  }

  private ErrorCode applyTarget(ConsumerGroup group, Map<Integer, Long> changes) {
    if (group == null) {
      return ErrorCode.UNKNOWN_GROUP_NAME;
    }
    if (decoder.generation() != group.generation() + 1) {
      return ErrorCode.STALE_GENERATION;
    }
    if (group.members().isEmpty()) {
      return ErrorCode.UNKNOWN_MEMBER;
    }
    group.retarget(changes);
    return ErrorCode.OK;
  }

  private ErrorCode applyReleased(ConsumerGroup group, int... released) {
    if (group == null) {
      return ErrorCode.UNKNOWN_GROUP_NAME;
    }
    if (decoder.generation() != group.generation()) {
      return ErrorCode.STALE_GENERATION;
    }
    for (final int groupId : released) {
      group.release(groupId, decoder.memberId());
    }
    return ErrorCode.OK;
  }

  private ErrorCode applyDeleted(ConsumerGroup group) {
    if (group == null) {
      return ErrorCode.UNKNOWN_GROUP_NAME;
    }
    if (!group.members().isEmpty()) {
      return ErrorCode.CHANGE_IN_PROGRESS;
    }
    groups.remove(group.name());
    highestDeleted = Math.max(highestDeleted, group.generation());
    return ErrorCode.OK;
  }
}
