package io.rafthold.partition;

import io.rafthold.log.LogCursor;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.Batch;
import io.rafthold.raft.MembershipLog;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;

/**
 * The log's start: gives it up to where the followers' next entries are no longer needed, and takes
 * over another one's (dissertation 5). Every step leaves files from which a restart goes on:
 *
 * <ol>
 *   <li>The state at the new start is on disk, beside the old log.
 *   <li>The log begins anew there. A restart in between does this, since the log does not have the
 *       entry that the state follows.
 *   <li>The memberships follow with the next flush; until then the state's own count.
 * </ol>
 *
 * <p>Used by the partition agent's thread. All of it is rare: it may allocate.
 */
final class Installation {
  private final RaftCore core;
  private final ReplicaFiles files;
  private final ReplicaLog log;
  private final FlushProgress flushes;
  private final Memberships memberships;
  private final ProducerIndex producers;
  private final InstallBuffer buffer = new InstallBuffer();

  /** The state at the log's start, encoded; null for a whole log. */
  private byte[] encodedStart;

  private StartState start;

  Installation(
      RaftCore core,
      ReplicaFiles files,
      FlushProgress flushes,
      Memberships memberships,
      ProducerIndex producers,
      StartState start) {
    this.core = core;
    this.files = files;
    this.flushes = flushes;
    this.memberships = memberships;
    this.producers = producers;
    this.start = start;
    log = files.log();
    encodedStart = start == null ? null : start.encode();
  }

  /**
   * Returns the state for a follower whose log shall start behind an entry.
   *
   * @return null where this log's own start is another one now
   */
  byte[] stateAt(long prevIndex) {
    return start != null && start.index() == prevIndex ? encodedStart : null;
  }

  /**
   * Takes a part of an install request in; with the last one the log is replaced.
   *
   * @return false where it does not fit what came before, or is not sound: it was dropped
   */
  boolean onRequest(RaftMessage message, InstallCodec part, long nowNs) {
    if (!buffer.add(message, part)) {
      return false;
    }
    if (!buffer.isComplete()) {
      return true;
    }
    final StartState state;
    try {
      state = StartState.decode(buffer.take(), core.membership().selfId(), "state of an install");
    } catch (LogDamageException unreadable) {
      return false;
    }
    if (state.index() != message.prevIndex() || state.term() != message.prevTerm()) {
      return false;
    }
    if (core.receiveInstall(message, state.memberships().latest(), nowNs)) {
      replaceLog(state);
      core.installed(state.index(), state.term(), state.memberships().latest(), nowNs);
    }
    return true;
  }

  private void replaceLog(StartState state) {
    keep(state);
    log.restartBehind(state.index(), state.term(), state.nextOffset(), state.timestampNs());
    flushes.restarted(state.index());
    memberships.restart(state.memberships());
    producers.startFrom(state);
  }

  private void keep(StartState state) {
    encodedStart = state.encode();
    files.startFile().write(encodedStart);
    start = state;
  }

  /**
   * Gives up whole segments of entries that are applied and flushed.
   *
   * @param index the first entry that must stay
   */
  void dropBefore(long index) {
    final long firstIndex = log.startAfterDropping(Math.min(index, producers.appliedIndex() + 1));
    if (firstIndex > log.firstIndex()) {
      keep(stateBefore(firstIndex));
      log.dropBefore(firstIndex);
      log.previousTimestampNs(start.timestampNs());
    }
  }

  private StartState stateBefore(long firstIndex) {
    final ProducerTable table = new ProducerTable();
    if (start != null) {
      table.copyFrom(start.producers());
    }
    final long last = firstIndex - 1;
    final long from = start == null ? log.firstIndex() : start.index() + 1;
    try (LogCursor cursor = log.newCursor()) {
      boolean isThere = cursor.seek(from);
      while (isThere && cursor.index() < last) {
        table.apply(cursor.buffer(), cursor.position());
        isThere = cursor.next();
      }
      if (!isThere) {
        throw new IllegalStateException("entry " + last + " is not in the log");
      }
      table.apply(cursor.buffer(), cursor.position());
      return new StartState(
          last,
          Batch.term(cursor.buffer(), cursor.position()),
          Batch.nextOffset(cursor.buffer(), cursor.position()),
          Batch.timestampNs(cursor.buffer(), cursor.position()),
          membershipsAt(last),
          table);
    }
  }

  /** A committed membership that is newer than the entry does as well: it is never rolled back. */
  private MembershipLog membershipsAt(long index) {
    final MembershipLog all = core.memberships();
    int i = all.size() - 1;
    while (i > 0 && all.indexAt(i) > index) {
      i--;
    }
    final boolean isNewer = all.indexAt(i) > index;
    return MembershipLog.startingAt(
        isNewer ? index : all.indexAt(i),
        isNewer ? log.termAt(index) : all.termAt(i),
        all.membershipAt(i));
  }
}
