package io.rafthold.raft;

/**
 * Dissertation 3.10: a leader hands over to a voter of its choice. It takes no proposals meanwhile,
 * brings the other's log to its own end, and has it campaign at once; it leads on where that takes
 * longer than an election. Also 4.2.2: a leader that has removed itself goes the same way.
 */
final class Transfer {
  private static final int NOBODY = -1;

  private final RaftState state;
  private final Roles roles;
  private final ProgressTable followers;
  private final ImmediateOutbox immediate;
  private final RaftSettings settings;
  private int targetId = NOBODY;
  private long term;
  private long deadlineNs;
  private long sentNs;
  private boolean isSent;

  Transfer(
      RaftState state,
      Roles roles,
      ProgressTable followers,
      ImmediateOutbox immediate,
      RaftSettings settings) {
    this.state = state;
    this.roles = roles;
    this.followers = followers;
    this.immediate = immediate;
    this.settings = settings;
  }

  boolean begin(int toBrokerId, long nowNs) {
    Progress target = state.isLeader() ? followers.of(toBrokerId) : null;
    if (target == null || !target.countsForCommit() || !state.isVoter()) {
      return false;
    }
    if (!isUnderWay() || targetId != toBrokerId) {
      targetId = toBrokerId;
      term = state.term();
      deadlineNs = nowNs + settings.electionTimeoutMaxNs();
      isSent = false;
      advance(nowNs);
    }
    return true;
  }

  boolean isUnderWay() {
    return targetId != NOBODY && state.isLeader() && term == state.term();
  }

  /** Lets the target campaign as soon as it has everything; gives up when it takes too long. */
  void advance(long nowNs) {
    if (!isUnderWay()) {
      return;
    }
    Progress target = followers.of(targetId);
    if (nowNs - deadlineNs >= 0 || target == null || !target.countsForCommit()) {
      targetId = NOBODY;
    } else if (target.matchIndex() == state.appendedIndex() && isMessageDue(nowNs)) {
      immediate.timeoutNow(targetId).term(term);
      isSent = true;
      sentNs = nowNs;
    }
  }

  private boolean isMessageDue(long nowNs) {
    return !isSent || nowNs - sentNs >= settings.retransmitTimeoutNs();
  }

  /** Returns when {@link #advance} is due, {@code Long.MAX_VALUE} for never. */
  long deadlineNs() {
    if (!isUnderWay()) {
      return Long.MAX_VALUE;
    }
    return isSent ? Math.min(deadlineNs, sentNs + settings.retransmitTimeoutNs()) : deadlineNs;
  }

  /** The most complete other voter that was heard lately. */
  int bestTarget(long nowNs) {
    Progress best = null;
    for (int i = 0; state.isLeader() && i < followers.count(); i++) {
      Progress follower = followers.at(i);
      boolean isFit =
          follower.countsForCommit()
              && nowNs - follower.heardNs() < settings.electionTimeoutMinNs();
      if (isFit && (best == null || follower.matchIndex() > best.matchIndex())) {
        best = follower;
      }
    }
    return best == null ? NOBODY : best.followerId();
  }

  /**
   * Ends the reign of a leader whose removal is committed: whoever leads next can do without it.
   * The message is lost at worst, and an election timeout does the same.
   */
  void stepDownWhenRemoved(long nowNs) {
    if (state.isVoter() || state.memberships().latestIndex() > state.commitIndex()) {
      return;
    }
    int successor = bestTarget(nowNs);
    roles.toFollower(state.term(), nowNs);
    if (successor != NOBODY) {
      immediate.timeoutNow(successor).term(state.term());
    }
  }
}
