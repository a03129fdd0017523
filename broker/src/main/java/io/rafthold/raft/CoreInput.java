package io.rafthold.raft;

/** What a core can be told; each is one of {@link RaftCore}'s methods. */
public enum CoreInput {
  /** {@link RaftCore#tick}. */
  TICK,
  /** {@link RaftCore#campaign}. */
  CAMPAIGN,
  /** {@link RaftCore#receive}. */
  MESSAGE,
  /** {@link RaftCore#receiveAppend}. */
  APPEND,
  /** {@link RaftCore#receiveInstall}. */
  INSTALL,
  /** {@link RaftCore#installed}. */
  INSTALLED,
  /** {@link RaftCore#appended}. */
  APPENDED,
  /** {@link RaftCore#membershipAppended}. */
  MEMBERSHIP,
  /** {@link RaftCore#flushed}. */
  FLUSHED,
  /** {@link RaftCore#hardStateFlushed}. */
  HARD_STATE_FLUSHED,
  /** {@link RaftCore#transfer}. */
  TRANSFER,
  /** {@link RaftCore#beginRead}. */
  READ,
  /** {@link RaftCore#endCycle}. */
  END_CYCLE
}
