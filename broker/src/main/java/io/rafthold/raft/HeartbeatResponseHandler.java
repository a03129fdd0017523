package io.rafthold.raft;

/**
 * Dissertation 3.5 and 6.2 (check-quorum): a follower is alive. What it says of its log makes up
 * for an append answer that was lost.
 */
final class HeartbeatResponseHandler {
  private final RaftState state;
  private final Roles roles;
  private final ProgressTable followers;

  HeartbeatResponseHandler(RaftState state, Roles roles, ProgressTable followers) {
    this.state = state;
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
    Progress follower = followers.answering(response, nowNs);
    if (follower == null) {
      return;
    }
    follower.acknowledge(
        response.matchIndex(), response.flushedIndex(), state.appendedIndex(), nowNs);
    follower.answeredRead(response.readRound());
    if (response.matchIndex() < follower.matchIndex()) {
      follower.requestVerification();
    }
  }
}
