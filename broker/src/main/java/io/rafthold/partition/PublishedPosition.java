package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.RaftCore;

/**
 * Tells readers in other processes how far a replica's log is committed, in each duty cycle that
 * has changed something of it.
 *
 * <p>The order is what makes it safe. A new segment is named before an entry of it is said to be
 * committed, so that who knows the newest segment knows where each committed entry lies. The start
 * is raised in the cycle in which segments are dropped, before housekeeping hears of them.
 *
 * <p>Used by the partition agent's thread.
 */
final class PublishedPosition {
  private static final long NOTHING = -1;

  private final RaftCore core;
  private final ReplicaLog log;
  private final DerivedIndex tables;
  private final LogPosition target;
  private long openOrdinal = NOTHING;
  private long firstIndex = NOTHING;
  private long commitIndex = NOTHING;
  private long durableIndex = NOTHING;
  private boolean isOpen;

  PublishedPosition(RaftCore core, ReplicaLog log, DerivedIndex tables, LogPosition target) {
    this.core = core;
    this.log = log;
    this.tables = tables;
    this.target = target;
  }

  /**
   * Says what has changed; at the end of a cycle, before housekeeping is asked for anything.
   *
   * @throws io.rafthold.log.LogDamageException where the log cannot say which offset is committed
   */
  void publish() {
    if (target == LogPosition.NONE) {
      return;
    }
    publishSegments();
    publishCommit();
    if (!isOpen) {
      isOpen = true;
      target.open();
    }
  }

  private void publishSegments() {
    if (log.openSegmentOrdinal() != openOrdinal) {
      openOrdinal = log.openSegmentOrdinal();
      target.openSegment(openOrdinal);
    }
    if (log.firstIndex() != firstIndex) {
      firstIndex = log.firstIndex();
      target.start(firstIndex, log.startOffset());
    }
  }

  /** What is applied has its offset at hand, so that nothing is looked up in the log for it. */
  private void publishCommit() {
    final long applied = tables.appliedIndex();
    if (applied <= core.commitIndex()) {
      publishCommit(applied, tables.appliedOffset());
    } else if (commitIndex == NOTHING) {
      // Behind a restart, until the core has learned again what is committed.
      publishCommit(firstIndex - 1, log.startOffset());
    }
    if (core.durableIndex() != durableIndex) {
      durableIndex = core.durableIndex();
      target.durable(offsetBehind(Math.max(durableIndex, firstIndex - 1)));
    }
  }

  private void publishCommit(long index, long offset) {
    if (index > commitIndex) {
      commitIndex = index;
      target.committed(index, log.termAt(index), offset);
    }
  }

  private long offsetBehind(long index) {
    return tables.appliedIndex() == index ? tables.appliedOffset() : log.nextOffsetAt(index);
  }
}
