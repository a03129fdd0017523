package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.RaftCore;

/**
 * A replica's dealings with the flush thread: asks for what must reach the disk, and tells the core
 * what has. Used by the partition agent's thread.
 */
final class FlushProgress {
  /** How long a remembered commit index may lag behind in a quiet group. */
  private static final long PROGRESS_INTERVAL_NS = 1_000_000_000L;

  private final RaftCore core;
  private final ReplicaLog log;
  private final Durability durability;
  private final FlushScheduler scheduler;
  private long seenFlushedIndex;
  private long requestedFlushIndex;
  private long seenVersion;
  private long requestedVersion;
  private long seenCommitIndex;
  private long rememberedCommitIndex;
  private long progressDeadlineNs;

  FlushProgress(RaftCore core, ReplicaLog log, Durability durability, FlushScheduler scheduler) {
    this.core = core;
    this.log = log;
    this.durability = durability;
    this.scheduler = scheduler;
    seenFlushedIndex = log.flushedIndex();
    requestedFlushIndex = seenFlushedIndex;
    core.flushed(seenFlushedIndex);
  }

  /** The log ends before an index now; what is appended there must be flushed anew. */
  void truncatedFrom(long index) {
    requestedFlushIndex = Math.min(requestedFlushIndex, index - 1);
    seenFlushedIndex = Math.min(seenFlushedIndex, index - 1);
  }

  /** The log begins behind an entry now; everything up to there counts as flushed. */
  void restarted(long index) {
    requestedFlushIndex = index;
    seenFlushedIndex = index;
  }

  /**
   * Tells the core what has reached the disk.
   *
   * @return work count
   */
  int takeResults() {
    int work = 0;
    final long flushedIndex = log.flushedIndex();
    if (flushedIndex != seenFlushedIndex) {
      seenFlushedIndex = flushedIndex;
      core.flushed(flushedIndex);
      work++;
    }
    final long version = durability.writtenVersion();
    if (version > seenVersion) {
      seenVersion = version;
      core.hardStateFlushed(version);
      work++;
    }
    return work;
  }

  /** Has the commit index remembered by one of the next flushes. */
  void committed(long commitIndex) {
    if (commitIndex != seenCommitIndex) {
      seenCommitIndex = commitIndex;
      durability.commitIndex(commitIndex);
    }
  }

  /** Asks for what is due. */
  void request(long nowNs) {
    final long version = core.hardStateVersion();
    if (version > requestedVersion) {
      requestedVersion = version;
      durability.want(core.hardState(), version);
      scheduler.writeVote(durability);
    }
    final boolean isProgressDue =
        rememberedCommitIndex != seenCommitIndex && nowNs - progressDeadlineNs >= 0;
    if (log.lastIndex() > requestedFlushIndex || isProgressDue) {
      requestedFlushIndex = log.lastIndex();
      rememberedCommitIndex = seenCommitIndex;
      progressDeadlineNs = nowNs + PROGRESS_INTERVAL_NS;
      scheduler.flushLog(durability);
    }
  }

  /** Tells whether something reached the disk that {@link #takeResults} has not taken. */
  boolean hasResults() {
    return log.flushedIndex() != seenFlushedIndex || durability.writtenVersion() > seenVersion;
  }

  /** Returns when something is due to be asked for even if nothing changes; MAX for never. */
  long nextDeadlineNs() {
    return rememberedCommitIndex == seenCommitIndex ? Long.MAX_VALUE : progressDeadlineNs;
  }

  /** Asks for nothing more: the files are about to be closed. */
  void end() {
    scheduler.forget(durability);
  }
}
