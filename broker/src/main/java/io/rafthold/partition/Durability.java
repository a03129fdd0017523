package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.HardState;

/**
 * What of a replica happens on the flush thread: log flushes, and term and vote reaching the disk.
 * Results are published as volatile fields, and the partition agent is told by a notice, so that it
 * never waits.
 */
final class Durability implements FlushTarget, VoteWrite, AutoCloseable {
  /** A hard state with the version that the core gave it. */
  private record Versioned(HardState hardState, long version) {}

  private final ReplicaFiles files;
  private final ReplicaLog log;
  private final boolean flushGatesCommit;
  private final Upkeep upkeep;
  private final FlushNotices.Notice notice;
  private volatile boolean isFlushAwaited;
  private volatile Versioned wanted;
  private volatile byte[] memberships = {};
  private byte[] writtenMemberships = memberships;
  private volatile long writtenVersion = -1;
  private volatile long commitIndex;

  /** Ever: entries up to there may be lost. */
  private final long knownCommitIndex;

  private boolean isClosed;

  /**
   * Creates it over open files.
   *
   * @param upkeep uses the files too; ended before they are closed
   * @param notice given when there are results
   */
  Durability(
      ReplicaFiles files, boolean flushGatesCommit, Upkeep upkeep, FlushNotices.Notice notice) {
    this.notice = notice;
    this.files = files;
    this.flushGatesCommit = flushGatesCommit;
    this.upkeep = upkeep;
    log = files.log();
    // Where the log ends before what was known to be committed, it may get other entries now.
    commitIndex = Math.min(files.progressFile().commitIndex(), log.lastIndex());
    knownCommitIndex = files.progressFile().knownCommitIndex();
  }

  /** Names the hard state to write next; agent thread. */
  void want(HardState hardState, long version) {
    wanted = new Versioned(hardState, version);
  }

  /** Names the commit index to remember at the next flush; agent thread. */
  void commitIndex(long index) {
    commitIndex = Math.max(commitIndex, index);
  }

  /**
   * Says whether a producer waits for a flush although the topic's level does not; agent thread.
   */
  void flushAwaited(boolean isAwaited) {
    if (isAwaited != isFlushAwaited) {
      isFlushAwaited = isAwaited;
    }
  }

  /**
   * Names the memberships that must be on disk before a flush covers their entries, and before any
   * vote: the first is what a group was founded with. Agent thread.
   *
   * @param content not changed any more
   */
  void memberships(byte[] content) {
    memberships = content;
  }

  /** Returns the version of the hard state that is on disk. */
  long writtenVersion() {
    return writtenVersion;
  }

  @Override
  public synchronized void flush() {
    if (!isClosed) {
      log.flush(this::writeMemberships);
      notice.give();
      final long flushedIndex = log.flushedIndex();
      final long committed = commitIndex;
      files.progressFile().write(flushedIndex, committed, Math.max(committed, knownCommitIndex));
    }
  }

  private void writeMemberships() {
    final byte[] content = memberships;
    if (content != writtenMemberships) {
      files.membershipFile().write(content);
      writtenMemberships = content;
    }
  }

  @Override
  public boolean isUrgent() {
    return flushGatesCommit || isFlushAwaited;
  }

  @Override
  public synchronized void write() {
    final Versioned next = wanted;
    if (!isClosed && next.version() > writtenVersion) {
      writeMemberships();
      final HardState state = next.hardState();
      files.voteFile().write(state.term(), state.votedFor(), state.life(), state.isRejoining());
      writtenVersion = next.version();
      notice.give();
    }
  }

  /** Closes the files without a flush: what they hold is about to be deleted. */
  synchronized void discard() {
    if (!isClosed) {
      closeFiles();
    }
  }

  private void closeFiles() {
    isClosed = true;
    upkeep.close();
    files.close();
  }

  /** Flushes a last time and closes the files; waits for a flush that is under way. */
  @Override
  public synchronized void close() {
    if (!isClosed) {
      flush();
      closeFiles();
    }
  }
}
