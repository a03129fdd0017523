package io.rafthold.raft;

/**
 * Dissertation 6.4: linearizable reads that cost a round of heartbeats, and trust no clock. A
 * ticket names a round; answers of a majority to heartbeats of that round, or a later one, show
 * that no other leader had been elected when it began.
 */
final class ReadIndex {
  private final RaftState state;
  private final ProgressTable followers;
  private final Ranking ranking = new Ranking();
  private long term;
  private long round;
  private long confirmed;
  private boolean isOpen;

  ReadIndex(RaftState state, ProgressTable followers) {
    this.state = state;
    this.followers = followers;
  }

  /** Returns the round that a read which begins now waits for, or -1. */
  long begin() {
    if (!state.isReadyToServe()) {
      return -1;
    }
    if (term != state.term()) {
      term = state.term();
      round = 0;
      confirmed = 0;
      isOpen = false;
    }
    if (!isOpen) {
      round++;
      isOpen = true;
    }
    return round;
  }

  /** Heartbeats of the open round are on their way: who reads from now on needs the next one. */
  void roundSent() {
    isOpen = false;
  }

  /** Returns what heartbeats carry. */
  long round() {
    return term == state.term() ? round : 0;
  }

  /** Returns the last round that a majority has answered. A rejoining voter still has its term. */
  long confirmed() {
    if (!state.isLeader() || term != state.term()) {
      return 0;
    }
    ranking.clear();
    for (int i = 0; i < followers.count(); i++) {
      if (followers.at(i).isVoter()) {
        ranking.add(followers.at(i).readRound());
      }
    }
    if (state.isVoter()) {
      ranking.add(round);
    }
    confirmed = Math.max(confirmed, ranking.reachedBy(state.membership().majority()));
    return confirmed;
  }
}
