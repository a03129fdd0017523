package io.rafthold.raft;

/**
 * Dissertation 5.3: a leader's side of bringing a follower to where its log starts, or to the entry
 * behind that of which it has a state. Everything before the start was committed, and removed by
 * retention.
 */
final class Installation {
  private final RaftState state;
  private final LogView log;
  private final ProgressTable followers;
  private final RaftSettings settings;

  Installation(RaftState state, LogView log, ProgressTable followers, RaftSettings settings) {
    this.state = state;
    this.log = log;
    this.followers = followers;
    this.settings = settings;
  }

  boolean nextInstall(int followerId, RaftMessage into, long nowNs) {
    Progress follower = state.isLeader() ? followers.of(followerId) : null;
    if (follower == null || follower.state() != ProgressState.INSTALL) {
      return false;
    }
    // Replacing a log takes longer than an answer to an append.
    follower.expire(nowNs, settings.electionTimeoutMinNs());
    if (follower.isOutstanding()) {
      return false;
    }
    long prevIndex = log.stateIndex();
    if (prevIndex > Math.max(state.commitIndex(), log.firstIndex() - 1)) {
      return false;
    }
    into.reset(MessageType.INSTALL_REQUEST, state.selfId(), followerId)
        .term(state.term())
        .prevIndex(prevIndex)
        .prevTerm(log.termAt(prevIndex))
        .commitIndex(state.commitIndex())
        .durableIndex(state.durableIndex());
    return true;
  }

  void installSent(int followerId, long nowNs) {
    Progress follower = state.isLeader() ? followers.of(followerId) : null;
    if (follower != null && follower.state() == ProgressState.INSTALL) {
      follower.installSent(nowNs);
    }
  }
}
