package io.rafthold.raft;

/** A leader's followers: every voter but itself. Learners will have their rows here too. */
final class ProgressTable {
  private final Membership membership;
  private final Progress[] followers;

  ProgressTable(Membership membership) {
    this.membership = membership;
    int self = membership.isVoter(membership.selfId()) ? 1 : 0;
    followers = new Progress[membership.voterCount() - self];
    int count = 0;
    for (int i = 0; i < membership.voterCount(); i++) {
      if (membership.voterAt(i) != membership.selfId()) {
        followers[count++] = new Progress(membership.voterAt(i));
      }
    }
  }

  int count() {
    return followers.length;
  }

  Progress at(int position) {
    return followers[position];
  }

  /** Returns a follower's row, or null where the broker is none. */
  Progress of(int brokerId) {
    for (Progress follower : followers) {
      if (follower.followerId() == brokerId) {
        return follower;
      }
    }
    return null;
  }

  /** Begins a term. */
  void reset(long nextIndex, long nowNs) {
    for (Progress follower : followers) {
      follower.reset(nextIndex, nowNs);
    }
  }

  /** Tells whether a majority, the leader counted in, answered within the time. */
  boolean heardMajority(long nowNs, long withinNs) {
    int heard = membership.voterCount() - followers.length;
    for (Progress follower : followers) {
      if (nowNs - follower.heardNs() < withinNs) {
        heard++;
      }
    }
    return heard >= membership.majority();
  }
}
