package io.rafthold.raft;

/**
 * Dissertation 3.10: the leader wants this replica to lead. It campaigns at once and without asking
 * around first, since the leader has seen that its log is complete.
 */
final class TimeoutNowHandler {
  private final RaftState state;
  private final Roles roles;
  private final Election election;

  TimeoutNowHandler(RaftState state, Roles roles, Election election) {
    this.state = state;
    this.roles = roles;
    this.election = election;
  }

  void onMessage(RaftMessage message, long nowNs) {
    if (message.term() >= state.term() && roles.follow(message.term(), message.from(), nowNs)) {
      election.campaignForTransfer(nowNs);
    }
  }
}
