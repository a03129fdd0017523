package io.rafthold.raft;

/**
 * The rejoin rule (docs/architecture.md), a follower's side: a life that may have forgotten entries
 * asks a leader of its term, or a later one, for the end of its log, and is a voter again when it
 * holds everything up to there, verified against that same leader. Whatever an earlier life had
 * answered for was in the log of a leader of a term not above its own, which every later leader
 * has.
 */
final class Rejoin {
  private static final long NO_TERM = -1;

  private final RaftState state;
  private final Verification verification;
  private final FlushedOutbox flushed;
  private final CommitLevel level;
  private long askedTerm = NO_TERM;
  private long targetTerm = NO_TERM;
  private long targetIndex;

  Rejoin(RaftState state, Verification verification, FlushedOutbox flushed, CommitLevel level) {
    this.state = state;
    this.verification = verification;
    this.flushed = flushed;
    this.level = level;
  }

  /** The leader beats: asks it, and asks again with each beat until it has answered. */
  void leaderBeats() {
    if (state.isRejoining() && targetTerm != state.term()) {
      askedTerm = state.term();
      flushed.rejoinRequest(state.leaderId());
    }
  }

  /** The leader sends entries: asks it, if that was not done in this term. */
  void leaderAppends() {
    if (askedTerm != state.term()) {
      leaderBeats();
    }
  }

  /** Takes the leader's answer; one of another term, or to an earlier life, says nothing. */
  void onResponse(RaftMessage response) {
    if (state.isRejoining()
        && response.term() == state.term()
        && response.life() == state.life()
        && targetTerm != state.term()) {
      targetTerm = state.term();
      targetIndex = response.lastIndex();
    }
  }

  /**
   * Ends the rejoining when the log has caught up. Where the flush decides, what a restart could
   * forget once more does not count.
   *
   * @return whether it has just ended
   */
  boolean advance() {
    if (!state.isRejoining() || targetTerm != state.term() || heldIndex() < targetIndex) {
      return false;
    }
    state.rejoined();
    return true;
  }

  private long heldIndex() {
    return level == CommitLevel.FLUSHED
        ? verification.flushedIndex()
        : verification.verifiedIndex();
  }
}
