package io.rafthold.raft;

/**
 * Dissertation 3.6.2 and 10.2.1: what is on a majority is committed, if it is of the leader's own
 * term; everything before it is committed with it. The leader's own log is one among the others,
 * and counts no further than it is appended, or flushed.
 */
final class CommitRule {
  private final RaftState state;
  private final ProgressTable followers;
  private final CommitLevel level;
  private final long[] indices = new long[Membership.MAX_VOTERS];

  CommitRule(RaftState state, ProgressTable followers, CommitLevel level) {
    this.state = state;
    this.followers = followers;
    this.level = level;
  }

  /** Advances commit and durable index of a leader. */
  void advance() {
    long flushedIndex = majorityIndex(CommitLevel.FLUSHED);
    long decidingIndex =
        level == CommitLevel.FLUSHED ? flushedIndex : majorityIndex(CommitLevel.APPENDED);
    if (decidingIndex >= state.termStartIndex()) {
      state.commitTo(decidingIndex);
    }
    state.durableTo(flushedIndex);
  }

  /** Returns the highest index that a majority of the voters has reached. */
  private long majorityIndex(CommitLevel of) {
    int count = 0;
    for (int i = 0; i < followers.count(); i++) {
      Progress follower = followers.at(i);
      if (follower.isVoter()) {
        long index = of == CommitLevel.FLUSHED ? follower.flushedIndex() : follower.matchIndex();
        insert(index, count++);
      }
    }
    if (state.isVoter()) {
      insert(of == CommitLevel.FLUSHED ? state.flushedIndex() : state.appendedIndex(), count);
    }
    return indices[state.membership().majority() - 1];
  }

  /** Keeps the first {@code count} indices sorted, highest first. */
  private void insert(long index, int count) {
    int place = count;
    while (place > 0 && indices[place - 1] < index) {
      indices[place] = indices[place - 1];
      place--;
    }
    indices[place] = index;
  }
}
