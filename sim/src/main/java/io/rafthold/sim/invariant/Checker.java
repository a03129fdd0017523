package io.rafthold.sim.invariant;

import io.rafthold.log.LogCursor;
import io.rafthold.log.ReplicaLog;
import io.rafthold.partition.Replica;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.Batch;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.Role;
import io.rafthold.sim.disk.DiskWatcher;
import java.util.Collection;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Is told of everything that a cluster does, as it does it, and holds it against the invariants.
 * The first violation is remembered and thrown by {@link #check}: the production code that it was
 * met in must not get to see it.
 */
public final class Checker implements DiskWatcher {
  private final Int2ObjectHashMap<GroupView> groups = new Int2ObjectHashMap<>();
  private final Long2ObjectHashMap<ReplicaView> replicas = new Long2ObjectHashMap<>();
  private final ElectionSafety electionSafety = new ElectionSafety();
  private final LogMatching logMatching = new LogMatching();
  private final LeaderCompleteness leaderCompleteness = new LeaderCompleteness();
  private final StateMachineSafety stateMachineSafety = new StateMachineSafety();
  private final CommittedStays committedStays = new CommittedStays();
  private final MonotonicState monotonicState = new MonotonicState();
  private final CommittedOnMajority committedOnMajority = new CommittedOnMajority();
  private final RecoveryKeeps recoveryKeeps = new RecoveryKeeps();
  private final StatesAreCommitted statesAreCommitted = new StatesAreCommitted();
  private final AcknowledgedIsCommitted acknowledged = new AcknowledgedIsCommitted();
  private final ProducerSequenceOnce sequenceOnce = new ProducerSequenceOnce();
  private final OneValuePerOffset oneValue = new OneValuePerOffset();
  private final Conduct conduct = new Conduct();
  private final Watcher marks;
  private final StartRises startRises;
  private InvariantViolation first;

  /**
   * Starts to watch.
   *
   * @param marks is told of what is worth a mark
   */
  public Checker(Watcher marks) {
    this.marks = marks;
    startRises = new StartRises(marks, conduct.spared());
  }

  /** Returns who watches the rules of the protocol. */
  public Conduct conduct() {
    return conduct;
  }

  /** Returns what is known of a group. */
  public GroupView group(int groupId) {
    GroupView group = groups.get(groupId);
    if (group == null) {
      group = new GroupView(groupId);
      groups.put(groupId, group);
    }
    return group;
  }

  /** Returns all groups; a live view. */
  public Collection<GroupView> groups() {
    return groups.values();
  }

  /** Returns what is known of a replica. */
  public ReplicaView replica(int brokerId, int groupId) {
    ReplicaView replica = replicas.get(key(brokerId, groupId));
    if (replica == null) {
      replica = new ReplicaView(brokerId, groupId);
      replicas.put(key(brokerId, groupId), replica);
      group(groupId).replicas.add(replica);
    }
    return replica;
  }

  private static long key(int brokerId, int groupId) {
    return ((long) brokerId << 32) | groupId;
  }

  /** Throws what was found. */
  public void check() {
    if (first != null) {
      throw first;
    }
  }

  /** Notes a violation that was met elsewhere. */
  public void note(InvariantViolation violation) {
    first = first == null ? violation : first;
  }

  private void guard(Runnable look) {
    try {
      look.run();
    } catch (InvariantViolation violation) {
      note(violation);
    }
  }

  /** What a replica that was deleted has still to say is of no concern. */
  void judge(int brokerId, int groupId, Consumer<ReplicaView> look) {
    final ReplicaView replica = replicas.get(key(brokerId, groupId));
    if (replica != null) {
      guard(() -> look.accept(replica));
    }
  }

  @Override
  public void onAppended(int brokerId, int groupId, long index, DirectBuffer buffer, int position) {
    final ReplicaView replica = replica(brokerId, groupId);
    replica.append(index, Batch.term(buffer, position), RecoveryKeeps.content(buffer, position));
    guard(
        () -> {
          conduct.onAppended(replica, Batch.entryType(buffer, position));
          logMatching.onAppended(replica);
        });
  }

  @Override
  public void onCut(int brokerId, int groupId, long fromIndex) {
    final ReplicaView replica = replica(brokerId, groupId);
    if (!replica.isRunning) {
      if (replica.hasLostPower && fromIndex <= replica.lastIndex()) {
        marks.onTail(fromIndex <= group(groupId).lastIndex());
      }
      replica.isRecovered = true;
      if (fromIndex <= replica.rottenBelowIndex) {
        replica.mustRejoin |= replica.hardTerm > 0;
        replica.isDamaged |= replica.hardTerm > 0;
        replica.hiddenRotIndex = 0;
      }
      guard(() -> recoveryKeeps.onRecovered(replica, fromIndex - 1));
    } else if (fromIndex <= replica.lastIndex()) {
      marks.onTruncation();
      guard(() -> committedStays.onCut(replica, fromIndex, group(groupId)));
    }
    replica.cut(fromIndex);
  }

  @Override
  public void onReplaced(int brokerId, int groupId, long baseIndex) {
    final ReplicaView replica = replica(brokerId, groupId);
    final GroupView group = group(groupId);
    final long index = baseIndex - 1;
    if (replica.holds(index, group.lastIndex() < index ? 0 : group.chainAt(index))) {
      // Opened again before its first entry.
      onCut(brokerId, groupId, baseIndex);
    } else if (index > group.lastIndex()) {
      note(
          new InvariantViolation(
              StartRises.class, replica + " begins behind " + index + ", which nobody committed"));
    } else {
      marks.onInstalled();
      replica.startBehind(index, group);
    }
  }

  @Override
  public void onCutUndone(int brokerId, int groupId) {
    replica(brokerId, groupId).undoCut();
  }

  @Override
  public void onForced(int brokerId, int groupId, long index) {
    replica(brokerId, groupId).force(index);
  }

  @Override
  public void onHardState(
      int brokerId, int groupId, long term, int votedFor, long life, boolean isRejoining) {
    final ReplicaView replica = replica(brokerId, groupId);
    guard(() -> conduct.onHardState(replica, term, votedFor, isRejoining));
    replica.isRejoining = isRejoining;
    replica.hardTerm = term;
    replica.hardVote = votedFor;
    replica.hardLife = life;
  }

  @Override
  public void onStateKept(int brokerId, int groupId, long index) {
    guard(() -> statesAreCommitted.onKept(replica(brokerId, groupId), index, group(groupId)));
  }

  /** A replica's files were opened: they are compared with what they were. */
  public void onOpened(int brokerId, int groupId, ReplicaLog log) {
    guard(() -> recoveryKeeps.onOpened(replica(brokerId, groupId), log));
  }

  /** A broker's process ended. */
  public void onEnded(int brokerId, boolean lostPower) {
    for (final ReplicaView replica : replicas.values()) {
      if (replica.brokerId == brokerId) {
        replica.ended(lostPower);
      }
    }
  }

  /** A replica's files were closed, while its broker goes on. */
  public void onClosed(int brokerId, int groupId) {
    final ReplicaView replica = replicas.get(key(brokerId, groupId));
    if (replica != null && replica.isRunning) {
      replica.ended(false);
    }
  }

  /**
   * A bit of what a replica had on its disk has flipped: it may lose all of that, if it says so.
   */
  public void onRotten(int brokerId, int groupId, long markedIndex) {
    final ReplicaView replica = replica(brokerId, groupId);
    replica.mustKeepIndex = 0;
    replica.rottenBelowIndex = markedIndex;
  }

  /** One of these entries has rotted on a replica's disk: it may lose them, and all that follow. */
  public void onHiddenRot(int brokerId, int groupId, long firstIndex, long lastIndex) {
    final ReplicaView replica = replica(brokerId, groupId);
    replica.hideRot(firstIndex, lastIndex);
  }

  /**
   * A replica's directory was deleted.
   *
   * @param isGroupGone whether the topic is: what the replica held has counted then, and late
   *     answers may still do
   */
  public void onForgotten(int brokerId, int groupId, boolean isGroupGone) {
    final ReplicaView replica = replicas.remove(key(brokerId, groupId));
    if (replica != null && !isGroupGone) {
      group(groupId).replicas.remove(replica);
    }
  }

  /** A broker's disk is blank; what it held still counts as having been held. */
  public void onWiped(int brokerId) {
    for (final GroupView group : groups.values()) {
      replicas.remove(key(brokerId, group.groupId));
    }
  }

  /** A broker has completed a step. */
  public void onStep(int brokerId, Collection<Replica> running) {
    for (final Replica process : running) {
      final ReplicaView replica = replica(brokerId, process.settings().groupId());
      guard(
          () -> {
            look(replica, process);
            startRises.onStepped(replica, process);
          });
    }
    conduct.endStep(this);
  }

  /** A replica's core has ended a cycle: only here does a leader count who holds what. */
  public void onCycle(int brokerId, int groupId, RaftCore core) {
    final ReplicaView replica = replica(brokerId, groupId);
    // A leader that removes itself steps down in the cycle in which it commits that.
    final boolean hasLed = replica.role == Role.LEADER && replica.term == core.term();
    if (!core.isLeader() && !hasLed) {
      return;
    }
    if (core.commitIndex() > replica.commitIndex) {
      replica.deciding = core.membership();
      if (replica.process != null && hasLed) {
        // Now: the replica may answer for it, and fail before the step is over.
        guard(() -> commit(replica, replica.process, core.commitIndex()));
      }
    }
    if (core.durableIndex() > replica.durableCommitIndex) {
      guard(() -> durable(replica, core.durableIndex(), core.membership()));
    }
  }

  private void durable(ReplicaView leader, long index, Membership membership) {
    final GroupView group = group(leader.groupId);
    if (group.isCountable(true)) {
      committedOnMajority.onCommitted(group, leader, index, true, GroupView.votersOf(membership));
    }
    group.durableIndex = Math.max(group.durableIndex, index);
  }

  /** A replica's core counts itself among the voters again. */
  public void onRejoined(int brokerId, int groupId, RaftCore core) {
    final ReplicaView replica = replica(brokerId, groupId);
    guard(() -> conduct.onRejoined(replica, core.role(), core.term(), group(groupId)));
  }

  private void look(ReplicaView replica, Replica process) {
    if (replica.process != process) {
      begin(replica, process);
    }
    conduct.onStepped(replica, process);
    final boolean isNewTerm = replica.term != process.term();
    final boolean isNewRole = replica.role != process.role();
    final long commitIndex = process.commitIndex();
    if (!isNewTerm
        && !isNewRole
        && replica.commitIndex == commitIndex
        && replica.durableCommitIndex == process.durableIndex()) {
      return;
    }
    if (process.isLeader()) {
      group(replica.groupId).voters(process.membership());
    }
    monotonicState.onState(replica, process.term(), commitIndex, process.durableIndex());
    replica.term = process.term();
    replica.role = process.role();
    replica.durableCommitIndex = process.durableIndex();
    if (isNewTerm || isNewRole) {
      conduct.onTerm(replica, process);
      electionSafety.onState(replica);
      leaderCompleteness.onLeader(replica, group(replica.groupId));
    }
    if (commitIndex > replica.commitIndex) {
      commit(replica, process, commitIndex);
    }
  }

  private void begin(ReplicaView replica, Replica process) {
    if (replica.hardVote >= 0 && replica.process == null && replica.hardTerm > 0) {
      marks.onRestartAfterVote();
    }
    recoveryKeeps.onHardState(replica, process.term());
    conduct.onStarted(replica, process);
    final GroupView group = group(replica.groupId);
    group.level = process.settings().ackLevel();
    if (group.voters.length == 0) {
      group.voters(process.membership());
    }
    replica.process = process;
    replica.cursor = process.newCursor();
    replica.isRunning = true;
    replica.term = 0;
    replica.commitIndex = 0;
    replica.durableCommitIndex = 0;
    replica.deciding = null;
  }

  private void commit(ReplicaView replica, Replica process, long commitIndex) {
    final GroupView group = group(replica.groupId);
    final long known = Math.min(commitIndex, group.lastIndex());
    stateMachineSafety.onCommitted(replica, known, group);
    for (long index = known + 1; index <= commitIndex; index++) {
      final LogCursor cursor = replica.cursor;
      if (!cursor.seek(index)) {
        throw new InvariantViolation(
            StateMachineSafety.class, replica + " commits " + index + ", which it does not have");
      }
      group.commit(
          replica.chainAt(index),
          replica.termAt(index),
          process.term(),
          cursor.buffer(),
          cursor.position());
    }
    replica.commitIndex = commitIndex;
    group.level = process.settings().ackLevel();
    group.voters(process.membership());
    if (replica.deciding == null) {
      return;
    }
    conduct.onCommitted(replica, commitIndex);
    final boolean isDurable = group.level == AckLevel.QUORUM_SYNC;
    if (group.isCountable(isDurable)) {
      committedOnMajority.onCommitted(
          group, replica, commitIndex, isDurable, GroupView.votersOf(replica.deciding));
    }
    replica.deciding = null;
  }

  /** A broker answers a produce request with success. */
  public void onProduced(
      int groupId, long recordKey, int recordCount, boolean isDurable, long baseOffset) {
    final GroupView group = group(groupId);
    guard(
        () -> {
          acknowledged.onAnswer(
              group, baseOffset, recordCount, isDurable || group.level == AckLevel.QUORUM_SYNC);
          sequenceOnce.onAnswer(group, recordKey, baseOffset);
        });
  }

  /** A consumer was given a record. */
  public void onRead(int groupId, long offset, long value) {
    guard(() -> oneValue.onRead(group(groupId), offset, value));
  }

  /** Returns who led in a term, or -1. */
  public int leaderOf(int groupId, long term) {
    return electionSafety.leaderOf(groupId, term);
  }
}
