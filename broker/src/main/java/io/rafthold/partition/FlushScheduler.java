package io.rafthold.partition;

/**
 * The way to the disk's slow side: another thread flushes and writes votes, so that the partition
 * agent never waits. Calls return at once; results are published by the targets as volatile fields.
 */
public interface FlushScheduler {
  /**
   * Asks for a flush of all that was appended before this call. A target that is queued already is
   * not queued again: so flushes of a busy log coalesce into group commits.
   */
  void flushLog(FlushTarget target);

  /** Asks for a vote file to be written and forced; goes before log flushes. */
  void writeVote(VoteWrite write);

  /**
   * Forgets a replica that asks for nothing more; one flush of it may still be under way.
   *
   * @param replica as given to both methods above
   */
  <T extends FlushTarget & VoteWrite> void forget(T replica);
}
