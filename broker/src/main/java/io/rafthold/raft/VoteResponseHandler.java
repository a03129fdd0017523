package io.rafthold.raft;

/** Dissertation 3.4: an answer to a vote request. */
final class VoteResponseHandler {
  private final RaftState state;
  private final Roles roles;
  private final Election election;

  VoteResponseHandler(RaftState state, Roles roles, Election election) {
    this.state = state;
    this.roles = roles;
    this.election = election;
  }

  void onMessage(RaftMessage response, long nowNs) {
    if (response.term() > state.term()) {
      roles.toFollower(response.term(), nowNs);
    } else if (response.term() == state.term() && response.granted()) {
      election.voteGranted(response, nowNs);
    }
  }
}
