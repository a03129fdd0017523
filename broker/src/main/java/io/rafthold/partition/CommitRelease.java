package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.RaftCore;

/**
 * What an advance of the commit index sets free in a replica: entries are applied, batches and
 * cursors are answered, and the stages that batches have reached are noted. Used by the partition
 * agent's thread.
 */
final class CommitRelease {
  private final RaftCore core;
  private final ReplicaLog log;
  private final FlushProgress flushes;
  private final Durability durability;
  private final Proposals proposals;
  private final CursorProposals cursors;

  CommitRelease(
      RaftCore core,
      ReplicaLog log,
      FlushProgress flushes,
      Durability durability,
      Proposals proposals,
      CursorProposals cursors) {
    this.core = core;
    this.log = log;
    this.flushes = flushes;
    this.durability = durability;
    this.proposals = proposals;
    this.cursors = cursors;
  }

  /**
   * Acts on how far the log is committed and durable by now.
   *
   * @param tables to apply entries to; they may be others after an install
   * @return work count
   */
  int release(DerivedIndex tables) {
    final CommitStages stages = proposals.stages();
    final long commitIndex = core.commitIndex();
    int work = tables.advance(commitIndex);
    flushes.committed(commitIndex);
    if (stages.isAwaiting(CommitStage.REPLICATED)) {
      stages.reached(CommitStage.REPLICATED, core.replicatedIndex());
    }
    stages.reached(CommitStage.FLUSHED, log.flushedIndex());
    stages.reached(CommitStage.COMMITTED, commitIndex);
    work += proposals.release(commitIndex, core.durableIndex());
    stages.reached(CommitStage.ACKNOWLEDGED, commitIndex);
    work += cursors.release(commitIndex);
    durability.flushAwaited(proposals.isAwaitingFlush() || isMembershipUncommitted(commitIndex));
    return work;
  }

  /** Meanwhile a flush decides every commit, whatever the topic's level. */
  private boolean isMembershipUncommitted(long commitIndex) {
    return core.memberships().latestIndex() > commitIndex;
  }
}
