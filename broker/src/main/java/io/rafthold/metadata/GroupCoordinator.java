package io.rafthold.metadata;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.collections.IntHashSet;
import org.agrona.collections.LongHashSet;

/**
 * What the leader of group 0 does for consumer groups: takes members in, notices when they are
 * silent, and hands a partition over when its owner has let it go; {@link GroupBalancer} says who
 * shall own which. There is no barrier: who keeps its partitions never stops.
 *
 * <p>All that it decides is an entry of group 0, and becomes true when that is applied. What it
 * keeps beside that is who was heard when, and what is on its way, which a new leader does without.
 *
 * <p>One thread, the partition agent's. No step depends on how many groups there are.
 */
public final class GroupCoordinator {
  /** Heartbeat interval of members that wait for a partition or are to let one go. */
  static final int MOVING_HEARTBEAT_MS = 100;

  /** Heartbeats within a session timeout. */
  static final int HEARTBEATS_PER_TIMEOUT = 3;

  private static final long SCAN_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

  private final GroupLog log;
  private final GroupState groups;
  private final LongSupplier randomIds;
  private final GroupBalancer balancer;
  private final GroupEntryEncoder encoder = new GroupEntryEncoder();
  private final GroupLiveness liveness = new GroupLiveness();

  /** Members whose removal is on its way. */
  private final LongHashSet removing = new LongHashSet();

  /** Members whose letting go is on its way. */
  private final LongHashSet releasing = new LongHashSet();

  private long nowNs;
  private long nextScanNs = Long.MIN_VALUE;

  /**
   * Creates the coordinator of one broker.
   *
   * @param randomIds draws member ids
   */
  public GroupCoordinator(MetadataGroup metadata, LongSupplier randomIds) {
    this(metadata.state(), new MetadataGroupLog(metadata), randomIds);
  }

  GroupCoordinator(MetadataState state, GroupLog log, LongSupplier randomIds) {
    this.log = log;
    this.randomIds = randomIds;
    groups = state.groups();
    balancer = new GroupBalancer(state, log, liveness);
    groups.listener(balancer);
  }

  /**
   * Sets the duty cycle's time.
   *
   * @param timeNs monotonic clock
   */
  public void nowNs(long timeNs) {
    nowNs = timeNs;
    balancer.nowNs(timeNs);
  }

  /**
   * Takes a member in, or confirms one.
   *
   * @param answer runs once: when the member is committed, or at once where it is known or refused
   */
  public void join(GroupJoin join, Consumer<GroupAnswer> answer, long epochNs) {
    final GroupAnswer invalid = GroupWishes.refusal(join);
    final ErrorCode unready = readiness();
    if (invalid != null || unready != ErrorCode.OK) {
      answer.accept(invalid != null ? invalid : notReady(unready));
      return;
    }
    final ConsumerGroup group = groups.group(join.group());
    final GroupMember known = memberOf(group, join);
    if (known != null) {
      liveness.heard(known.id(), nowNs);
      answer.accept(
          group.agreesWith(join)
              ? GroupAnswer.of(group, known, MOVING_HEARTBEAT_MS)
              : GroupWishes.refused(ErrorCode.INVALID_ARGUMENT, join, group));
      return;
    }
    if (join.memberId() != GroupMember.NOBODY) {
      refuseForSure(join.group(), join.memberId(), answer);
      return;
    }
    final ErrorCode problem = groups.problemOf(join);
    if (problem != ErrorCode.OK) {
      answer.accept(GroupWishes.refused(problem, join, group));
      return;
    }
    final GroupJoin entry = join.as(freeId());
    log.propose(encoder.joined(entry), code -> joined(code, entry, answer), epochNs);
  }

  private static GroupMember memberOf(ConsumerGroup group, GroupJoin join) {
    if (group == null) {
      return null;
    }
    return join.memberId() == GroupMember.NOBODY
        ? group.memberOfToken(join.joinToken())
        : group.member(join.memberId());
  }

  private void joined(ErrorCode code, GroupJoin entry, Consumer<GroupAnswer> answer) {
    final ConsumerGroup group = groups.group(entry.group());
    final GroupMember own = group == null ? null : group.member(entry.memberId());
    final GroupMember member =
        own == null && group != null ? group.memberOfToken(entry.joinToken()) : own;
    answer.accept(
        code == ErrorCode.OK && member != null
            ? GroupAnswer.of(group, member, MOVING_HEARTBEAT_MS)
            : GroupWishes.refused(code, entry, group));
  }

  private long freeId() {
    long id = randomIds.getAsLong();
    while (id == GroupMember.NOBODY || groups.isMember(id)) {
      id = randomIds.getAsLong();
    }
    return id;
  }

  /**
   * Takes a sign of life in.
   *
   * @param generation that the member has acted upon
   * @param held the groups of the partitions that it still reads
   * @param answer runs once
   */
  public void heartbeat(
      String groupName,
      long memberId,
      long generation,
      IntHashSet held,
      Consumer<GroupAnswer> answer,
      long epochNs) {
    final ErrorCode unready = readiness();
    if (unready != ErrorCode.OK) {
      answer.accept(notReady(unready));
      return;
    }
    final ConsumerGroup group = groups.group(groupName);
    final GroupMember member = group == null ? null : group.member(memberId);
    if (member == null) {
      refuseForSure(groupName, memberId, answer);
      return;
    }
    liveness.heard(memberId, nowNs);
    // Who acts upon an older generation may take up what the answer to it gave.
    if (generation == group.generation()) {
      release(group, memberId, held, epochNs);
    }
    answer.accept(GroupAnswer.of(group, member, heartbeatMs(group, member)));
  }

  private void release(ConsumerGroup group, long memberId, IntHashSet held, long epochNs) {
    if (releasing.contains(memberId)) {
      return;
    }
    final List<Integer> released = new ArrayList<>();
    for (final GroupPartition each : group.partitions()) {
      if (each.owner() == memberId && !each.isSettled() && !held.contains(each.groupId())) {
        released.add(each.groupId());
      }
    }
    if (!released.isEmpty()) {
      releasing.add(memberId);
      log.propose(
          encoder.released(group.name(), memberId, group.generation(), released),
          code -> releasing.remove(memberId),
          epochNs);
    }
  }

  private int heartbeatMs(ConsumerGroup group, GroupMember member) {
    boolean isMoving = balancer.isChanging(group.name());
    for (final GroupPartition each : group.partitions()) {
      isMoving |= (each.owner() == member.id()) != (each.target() == member.id());
    }
    final int steadyMs = member.sessionTimeoutMs() / HEARTBEATS_PER_TIMEOUT;
    return isMoving ? Math.min(MOVING_HEARTBEAT_MS, steadyMs) : steadyMs;
  }

  /** Removes a member that wants to go; one that is gone is no error. */
  public void leave(
      String groupName, long memberId, BiConsumer<ErrorCode, String> answer, long epochNs) {
    final ErrorCode unready = readiness();
    final ConsumerGroup group = groups.group(groupName);
    if (unready != ErrorCode.OK) {
      answer.accept(unready, notReady(unready).message());
    } else if (group == null || group.member(memberId) == null) {
      answer.accept(ErrorCode.OK, "");
    } else {
      log.propose(
          encoder.removed(groupName, memberId),
          code -> {
            final boolean isGone = code == ErrorCode.OK || code == ErrorCode.UNKNOWN_MEMBER;
            answer.accept(isGone ? ErrorCode.OK : code, isGone ? "" : GroupWishes.CHANGED);
          },
          epochNs);
    }
  }

  /** Forgets a group that has no members. */
  public void delete(String groupName, BiConsumer<ErrorCode, String> answer, long epochNs) {
    final ErrorCode unready = readiness();
    final ConsumerGroup group = groups.group(groupName);
    if (unready != ErrorCode.OK) {
      answer.accept(unready, notReady(unready).message());
    } else if (group == null) {
      log.confirm(
          code ->
              answer.accept(
                  code == ErrorCode.OK ? ErrorCode.UNKNOWN_GROUP_NAME : unsure(code),
                  "there is no consumer group " + TopicName.quoted(groupName)));
    } else if (!group.members().isEmpty()) {
      answer.accept(ErrorCode.CHANGE_IN_PROGRESS, hasMembers(group));
    } else {
      log.propose(
          encoder.deleted(groupName),
          code -> answer.accept(code, code == ErrorCode.OK ? "" : GroupWishes.CHANGED),
          epochNs);
    }
  }

  private static String hasMembers(ConsumerGroup group) {
    return "the group has " + group.members().size() + " members: stop them first";
  }

  /** That somebody is no member is said when it is certain that no other leader knows better. */
  private void refuseForSure(String groupName, long memberId, Consumer<GroupAnswer> answer) {
    log.confirm(
        code -> {
          final ConsumerGroup group = groups.group(groupName);
          final boolean isMember = group != null && group.member(memberId) != null;
          answer.accept(
              code == ErrorCode.OK && !isMember
                  ? GroupWishes.unknownMember(memberId)
                  : notReady(isMember ? ErrorCode.OVERLOADED : unsure(code)));
        });
  }

  /** Nothing was proposed: NO_QUORUM, which says that it may be done, would be wrong. */
  private static ErrorCode unsure(ErrorCode code) {
    return code == ErrorCode.NO_QUORUM || code == ErrorCode.OK ? ErrorCode.OVERLOADED : code;
  }

  /**
   * Returns {@code OK} where this broker leads group 0 and its groups are what earlier leaders left
   * or newer; else why it cannot answer.
   */
  public ErrorCode readiness() {
    return log.readiness();
  }

  private static GroupAnswer notReady(ErrorCode code) {
    return GroupAnswer.refused(code, "this broker does not lead the metadata group, or not yet");
  }

  /**
   * Takes the steps that are due.
   *
   * @param timeNs monotonic clock
   * @param epochNs wall clock
   * @return work count
   */
  public int doWork(long timeNs, long epochNs) {
    nowNs(timeNs);
    if (!log.isLeader()) {
      balancer.stop();
    }
    if (!log.isInCharge()) {
      return 0;
    }
    final int looked = balancer.step(epochNs);
    if (nowNs >= nextScanNs) {
      nextScanNs = nowNs + SCAN_INTERVAL_NS;
      liveness.step(nowNs, silent -> evict(silent, epochNs));
    }
    return looked;
  }

  private void evict(GroupLiveness.Heard silent, long epochNs) {
    final long memberId = silent.memberId();
    if (removing.add(memberId)) {
      log.propose(
          encoder.removed(silent.group(), memberId), code -> removing.remove(memberId), epochNs);
    }
  }

  /** Returns when there is something to do even if nothing comes in. */
  public long nextDeadlineNs() {
    if (!log.isLeader()) {
      return Long.MAX_VALUE;
    }
    return balancer.isBusy() ? nowNs : Math.max(nextScanNs, nowNs);
  }
}
