package io.rafthold.partition;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.RaftCore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a replica derives from its log, and the states of it on the disk from which a restart, or
 * another replica, goes on. Used by the partition agent's thread.
 */
final class DerivedState implements AutoCloseable {
  /**
   * What a replica's files say about it.
   *
   * @param start what held where the log starts; null for a whole log
   * @param newest the newest state, null where there is none: the log is replayed from there, with
   *     its tables
   * @param ignored why newer states cannot be used
   */
  record Found(LogStart start, StartState newest, List<LogDamageException> ignored) {
    /** Returns the index of the newest state, 0 where there is none. */
    long newestIndex() {
      return newest == null ? 0 : newest.index();
    }
  }

  private final ReplicaLog log;
  private final String startName;
  private final StateDecoder decoder;
  private final Consumer<LogDamageException> ignored;
  private final DerivedIndex tables;
  private final SegmentStarts starts;
  private final SnapshotTask snapshots;
  private final Installation installation;

  /**
   * Looks for what the files of a replica say, on any thread: it takes as long as states are large.
   *
   * @param needsWholeLog whether somebody wants every entry from the first on
   */
  static Found find(ReplicaFiles files, StateDecoder decoder, boolean needsWholeLog) {
    final List<LogDamageException> ignored = new ArrayList<>();
    final LogStart start = files.startState(decoder, ignored::add);
    final StartState newest;
    if (needsWholeLog) {
      newest = start == null ? null : start.decode(decoder);
    } else {
      newest = KeptStates.newest(files.log(), start, decoder, ignored::add);
    }
    return new Found(start, newest, ignored);
  }

  /** Returns what was found when the files were opened, or looks for it now. */
  static Found foundIn(ReplicaFiles files, StateDecoder decoder, boolean needsWholeLog) {
    return files.found() == null ? find(files, decoder, needsWholeLog) : files.found();
  }

  /**
   * Goes on from what {@link #find} found.
   *
   * @param upkeep takes the tasks on
   * @param ignored hears of states that cannot be used, on any thread
   */
  DerivedState(
      RaftCore core,
      ReplicaFiles files,
      FlushProgress flushes,
      Memberships memberships,
      StateDecoder decoder,
      CommittedEntryHandler handler,
      Upkeep upkeep,
      Consumer<LogDamageException> ignored,
      Found found) {
    this.decoder = decoder;
    this.ignored = ignored;
    found.ignored().forEach(ignored);
    log = files.log();
    startName = files.startFile().name();
    tables = new DerivedIndex(log, decoder, handler);
    if (found.newest() != null) {
      tables.startFrom(found.newest());
    }
    starts = new SegmentStarts(log);
    snapshots = new SnapshotTask(log, core, decoder, starts, found.start(), found.newestIndex());
    final StartTask startTask =
        new StartTask(files.startFile(), log.files(), decoder, found.start(), ignored);
    installation =
        new Installation(
            core, log, flushes, memberships, tables, snapshots, startTask, found.start());
    upkeep.add(startTask);
    upkeep.add(starts);
    if (!handler.needsWholeLog()) {
      upkeep.add(snapshots);
    }
  }

  DerivedIndex tables() {
    return tables;
  }

  SegmentStarts starts() {
    return starts;
  }

  Installation installation() {
    return installation;
  }

  /**
   * The log ends before an index now. Committed entries are not truncated; but what counted as
   * committed before all voters lost power may be, and then the state goes back before it.
   */
  void truncatedFrom(long index) {
    final LogStart start = installation.start();
    if (start != null && start.index() >= index) {
      throw new LogDamageException(
          startName,
          start.index(),
          0,
          "the group has lost what this is derived from, and nothing says what held before");
    }
    snapshots.truncatedFrom(index);
    if (tables.appliedIndex() >= index) {
      tables.startOver(KeptStates.newest(log, installation.start(), decoder, ignored));
    }
  }

  @Override
  public void close() {
    tables.close();
  }
}
