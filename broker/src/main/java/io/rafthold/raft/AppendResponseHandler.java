package io.rafthold.raft;

/**
 * Dissertation 3.5: a follower's answer to an append. Only the current term's answers count, and
 * what they verify is never taken back by one that comes late.
 */
final class AppendResponseHandler {
  private final RaftState state;
  private final LogView log;
  private final Roles roles;
  private final ProgressTable followers;

  AppendResponseHandler(RaftState state, LogView log, Roles roles, ProgressTable followers) {
    this.state = state;
    this.log = log;
    this.roles = roles;
    this.followers = followers;
  }

  void onMessage(RaftMessage response, long nowNs) {
    if (response.term() > state.term()) {
      roles.toFollower(response.term(), nowNs);
      return;
    }
    if (response.term() < state.term() || !state.isLeader()) {
      return;
    }
    Progress follower = followers.of(response.from());
    if (follower == null || response.matchIndex() > state.appendedIndex()) {
      // Of no voter, or of entries that this leader never had: not to be believed.
      return;
    }
    follower.acknowledge(response.matchIndex(), response.flushedIndex(), nowNs);
    if (!response.granted()) {
      follower.refused(log.lastIndexNotAbove(response.hintIndex(), response.hintTerm()) + 1);
    }
  }
}
