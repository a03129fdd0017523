package io.rafthold.raft;

/**
 * Dissertation 3.6.2, 4.1 and 10.2.1: what is on a majority is committed, if it is of the leader's
 * own term; everything before it is committed with it. The majority is that of the latest
 * membership in the leader's log. The leader's own log is one among the others, and counts no
 * further than it is appended, or flushed; not at all where the leader is being removed.
 */
final class CommitRule {
  private final RaftState state;
  private final ProgressTable followers;
  private final CommitLevel level;
  private final Ranking ranking = new Ranking();

  CommitRule(RaftState state, ProgressTable followers, CommitLevel level) {
    this.state = state;
    this.followers = followers;
    this.level = level;
  }

  /** Advances commit and durable index of a leader. */
  void advance() {
    long flushedIndex = majorityIndex(CommitLevel.FLUSHED);
    long decidingIndex = needsFlush() ? flushedIndex : majorityIndex(CommitLevel.APPENDED);
    if (decidingIndex >= state.termStartIndex()) {
      state.commitTo(decidingIndex);
    }
    state.durableTo(flushedIndex);
  }

  /** Returns the highest index that is in the logs of a majority, flushed or not. */
  long replicatedIndex() {
    return majorityIndex(CommitLevel.APPENDED);
  }

  /**
   * While a change of the members is under way, the flush decides in every group: those who forget
   * what they had only appended must not forget who else may hold it (the rejoin rule).
   */
  private boolean needsFlush() {
    return level == CommitLevel.FLUSHED || state.memberships().latestIndex() > state.commitIndex();
  }

  /** Returns the highest index that a majority of the voters has reached. */
  private long majorityIndex(CommitLevel of) {
    ranking.clear();
    for (int i = 0; i < followers.count(); i++) {
      Progress follower = followers.at(i);
      if (follower.countsForCommit()) {
        ranking.add(of == CommitLevel.FLUSHED ? follower.flushedIndex() : follower.matchIndex());
      }
    }
    if (state.isVoter()) {
      ranking.add(of == CommitLevel.FLUSHED ? state.flushedIndex() : state.appendedIndex());
    }
    return ranking.reachedBy(state.membership().majority());
  }
}
