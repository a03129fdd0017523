package io.rafthold.raft;

/** What an entry needs on a majority before it counts as committed. */
public enum CommitLevel {
  /** Appended to the log, perhaps not yet flushed: the ack level {@code quorum}. */
  APPENDED,
  /** Appended and flushed: the ack level {@code quorum-sync}. */
  FLUSHED
}
