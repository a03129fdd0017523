package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;

/**
 * The log's start: gives it up to where the followers' next entries are no longer needed, and takes
 * over another one's (dissertation 5). Every step leaves files from which a restart goes on:
 *
 * <ol>
 *   <li>The state at the new start is on disk, beside the old log. The housekeeping thread does
 *       this, and the replica lives on meanwhile.
 *   <li>The log begins anew there, or loses its first segments. A restart in between does this: the
 *       state is of committed entries, so whatever the log has instead of them is not.
 *   <li>The memberships follow with the next flush; until then the state's own count.
 * </ol>
 *
 * <p>Where the log does not follow its state, since the message is late by then, the file gets the
 * state of the log's own start back. A restart before that finds the state of an entry that the log
 * still has, and goes by what lies beside the first segment; where nothing does, followers are
 * installed with that state, which is as good ({@link #start}).
 *
 * <p>Used by the partition agent's thread. All of it is rare: it may allocate.
 */
final class Installation {
  private static final long NOTHING = -1;

  private final RaftCore core;
  private final ReplicaLog log;
  private final FlushProgress flushes;
  private final Memberships memberships;
  private final DerivedIndex tables;
  private final SnapshotTask snapshots;
  private final StartTask startTask;
  private final InstallBuffer buffer = new InstallBuffer();

  /** The install request whose state is on its way to the disk. */
  private final RaftMessage request = new RaftMessage();

  /** The entry that it is of. */
  private long installing = NOTHING;

  /** What held where the log starts; null for a whole log. */
  private LogStart start;

  Installation(
      RaftCore core,
      ReplicaLog log,
      FlushProgress flushes,
      Memberships memberships,
      DerivedIndex tables,
      SnapshotTask snapshots,
      StartTask startTask,
      LogStart start) {
    this.core = core;
    this.log = log;
    this.flushes = flushes;
    this.memberships = memberships;
    this.tables = tables;
    this.snapshots = snapshots;
    this.start = start;
    this.startTask = startTask;
  }

  /**
   * Returns the state for a follower whose log shall start behind an entry.
   *
   * @return null where this log's own start is another one now
   */
  LogStart stateAt(long prevIndex) {
    return start != null && start.index() == prevIndex ? start : null;
  }

  /**
   * Takes a part of an install request in; with the last one the state goes to the disk, if it is
   * sound, and when it is there the log is replaced.
   *
   * @return false where it does not fit what came before: it was dropped
   */
  boolean onRequest(RaftMessage message, InstallCodec part, long nowNs) {
    if (!buffer.add(message, part)) {
      return false;
    }
    if (!buffer.isComplete()) {
      return true;
    }
    final InstallBuffer.Whole whole = buffer.take();
    if (isNeeded(message)) {
      request.copyFrom(message);
      if (installing != whole.index()) {
        installing = whole.index();
        startTask.keep(whole);
      }
    } else {
      refuse(message, nowNs);
    }
    return true;
  }

  /** Tells whether the core would have the log replaced, as far as this can be told from here. */
  private boolean isNeeded(RaftMessage message) {
    return message.term() >= core.term()
        && message.prevIndex() > core.commitIndex()
        && !StartState.isIn(log, message.prevIndex(), message.prevTerm());
  }

  /** The message is late: the core says so, and answers. */
  private void refuse(RaftMessage message, long nowNs) {
    if (core.receiveInstall(message, core.membership(), nowNs)) {
      throw new IllegalStateException(
          "an install behind entry " + message.prevIndex() + " was taken that is not needed");
    }
  }

  /**
   * Goes on where a state has reached the disk: the log is replaced, or loses its first segments.
   *
   * @return work count
   */
  int complete(long nowNs) {
    final StartTask.Kept kept = startTask.takeKept();
    if (kept == null) {
      return 0;
    }
    final boolean isTaken;
    if (kept.isInstall()) {
      installing = NOTHING;
      isTaken = kept.state() != null && install(kept.state(), kept.start(), nowNs);
    } else {
      isTaken = kept.state() == null || drop(kept.start());
    }
    if (!isTaken) {
      // Else a restart would find the state ahead of the log, and none of where the log starts.
      startTask.putBack(start);
    }
    return 1;
  }

  private boolean install(StartState state, LogStart next, long nowNs) {
    if (!core.receiveInstall(request, state.memberships().latest(), nowNs)) {
      return false;
    }
    startAt(next);
    replaceLog(state);
    core.installed(state.index(), state.term(), state.memberships().latest(), nowNs);
    return true;
  }

  private boolean drop(LogStart next) {
    final long firstIndex = next.index() + 1;
    if (firstIndex <= log.firstIndex() || log.startAfterDropping(firstIndex) != firstIndex) {
      return false;
    }
    startAt(next);
    log.dropBefore(firstIndex);
    log.previousTimestampNs(next.timestampNs());
    return true;
  }

  private void startAt(LogStart next) {
    start = next;
    snapshots.startedBehind(next);
  }

  private void replaceLog(StartState state) {
    log.restartBehind(state.index(), state.term(), state.nextOffset(), state.timestampNs());
    flushes.restarted(state.index());
    memberships.restart(state.memberships());
    tables.startFrom(state);
  }

  /**
   * Gives up whole segments of entries that are applied and flushed, up to the last state that is
   * kept beside a segment. It takes a while: the state goes to the disk first. Where it could not
   * be done, or another change of the start is under way, nothing happens; ask again later.
   *
   * @param index the first entry that must stay
   */
  void dropBefore(long index) {
    final long firstIndex = log.startAfterDropping(Math.min(index, tables.appliedIndex() + 1));
    if (firstIndex > log.firstIndex() && !startTask.isUnderWay()) {
      final long oldFirstIndex = log.firstIndex();
      startTask.keepNewest(
          log.segments().stream()
              .filter(s -> s.baseIndex() > oldFirstIndex && s.baseIndex() <= firstIndex)
              .toList());
    }
  }

  /**
   * Returns what held where the log starts, or behind a later entry of it where a restart found no
   * other; null for a whole one.
   */
  LogStart start() {
    return start;
  }
}
