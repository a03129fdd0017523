package io.rafthold.raft;

/**
 * A leader's followers: every voter and learner but itself. The rows follow the membership, and one
 * whose broker stays keeps what is known of it.
 */
final class ProgressTable {
  private final RaftState state;
  private final Progress[] rows = new Progress[Membership.MAX_MEMBERS];
  private final Progress[] former = new Progress[Membership.MAX_MEMBERS];
  private int count;

  ProgressTable(RaftState state) {
    this.state = state;
  }

  int count() {
    return count;
  }

  Progress at(int position) {
    return rows[position];
  }

  /** Returns a follower's row, or null where the broker is none. */
  Progress of(int brokerId) {
    for (int i = 0; i < count; i++) {
      if (rows[i].followerId() == brokerId) {
        return rows[i];
      }
    }
    return null;
  }

  /**
   * Returns the row of whoever sent an answer of the current term, or null where it is nobody's
   * that counts: no member, of an earlier life, or of entries that this leader never had.
   */
  Progress answering(RaftMessage response, long nowNs) {
    Progress row = of(response.from());
    long lastIndex = state.appendedIndex();
    return row != null
            && response.matchIndex() <= lastIndex
            && row.isOfThisLife(response.life(), response.isRejoining(), lastIndex + 1, nowNs)
        ? row
        : null;
  }

  /** Begins a term. */
  void reset(long nextIndex, long nowNs) {
    count = 0;
    update(nextIndex, nowNs);
  }

  /** Takes the latest membership over. */
  void update(long nextIndex, long nowNs) {
    int formerCount = count;
    System.arraycopy(rows, 0, former, 0, formerCount);
    count = 0;
    Membership membership = state.membership();
    for (int i = 0; i < membership.voterCount(); i++) {
      add(membership.voterAt(i), true, formerCount, nextIndex, nowNs);
    }
    for (int i = 0; i < membership.learnerCount(); i++) {
      add(membership.learnerAt(i), false, formerCount, nextIndex, nowNs);
    }
  }

  private void add(int brokerId, boolean isVoter, int formerCount, long nextIndex, long nowNs) {
    if (brokerId == state.selfId()) {
      return;
    }
    Progress row = null;
    for (int i = 0; i < formerCount && row == null; i++) {
      row = former[i].followerId() == brokerId ? former[i] : null;
    }
    if (row == null) {
      row = new Progress(brokerId);
      row.reset(nextIndex, nowNs);
    }
    row.isVoter(isVoter);
    rows[count++] = row;
  }

  /** Tells whether a majority of the voters, the leader counted in if it is one, was heard. */
  boolean heardMajority(long nowNs, long withinNs) {
    int heard = state.isVoter() ? 1 : 0;
    for (int i = 0; i < count; i++) {
      if (rows[i].isVoter() && nowNs - rows[i].heardNs() < withinNs) {
        heard++;
      }
    }
    return heard >= state.membership().majority();
  }
}
