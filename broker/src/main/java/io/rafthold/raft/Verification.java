package io.rafthold.raft;

/**
 * What a follower has verified against the leader of the current term: its log equals the leader's
 * up to {@link #verifiedIndex()}. A bare last index says nothing of the kind, since the tail may be
 * another leader's. Forgotten with each new term and at a restart; within a term it only rises.
 */
final class Verification {
  private final RaftState state;
  private long verifiedIndex;
  private long acceptedIndex;
  private long leaderCommitIndex;
  private long leaderDurableIndex;

  Verification(RaftState state) {
    this.state = state;
  }

  /** Forgets everything: another leader, another log. */
  void reset() {
    verifiedIndex = 0;
    acceptedIndex = 0;
    leaderCommitIndex = 0;
    leaderDurableIndex = 0;
  }

  long verifiedIndex() {
    return verifiedIndex;
  }

  /** The part of the verified log that is flushed: what an answer may claim. */
  long flushedIndex() {
    return Math.min(verifiedIndex, state.flushedIndex());
  }

  /** The leader has the same entries up to here. */
  void verified(long index) {
    verifiedIndex = Math.max(verifiedIndex, index);
  }

  /** The caller was told to append the leader's entries up to here. */
  void accepted(long toIndex) {
    acceptedIndex = toIndex;
  }

  /** The caller appended up to here. */
  void appended(long lastIndex) {
    verified(Math.min(acceptedIndex, lastIndex));
  }

  /** The caller was told to remove this index and what follows. */
  void truncateFrom(long index) {
    Invariants.check(
        index > verifiedIndex, "what equals the leader's log stays", index, verifiedIndex);
    acceptedIndex = 0;
  }

  /** The log begins anew behind an entry that every leader has. */
  void installed(long prevIndex) {
    acceptedIndex = 0;
    verified(prevIndex);
  }

  /** Notes how far the leader has committed. */
  void leaderCommitted(long commitIndex, long durableIndex) {
    leaderCommitIndex = Math.max(leaderCommitIndex, commitIndex);
    leaderDurableIndex = Math.max(leaderDurableIndex, durableIndex);
  }

  /** Takes the leader's commit over, as far as the logs are known to be equal. */
  void advanceCommit() {
    state.commitTo(Math.min(leaderCommitIndex, verifiedIndex));
    state.durableTo(Math.min(leaderDurableIndex, verifiedIndex));
  }
}
