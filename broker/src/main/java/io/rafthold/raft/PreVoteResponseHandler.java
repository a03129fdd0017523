package io.rafthold.raft;

/**
 * Dissertation 9.6: an answer to a pre-vote. A grant names the term that was asked for, which
 * nobody has entered yet; only a refusal names a term that exists.
 */
final class PreVoteResponseHandler {
  private final RaftState state;
  private final Roles roles;
  private final Election election;

  PreVoteResponseHandler(RaftState state, Roles roles, Election election) {
    this.state = state;
    this.roles = roles;
    this.election = election;
  }

  void onMessage(RaftMessage response, long nowNs) {
    if (response.granted()) {
      if (response.term() == state.term() + 1) {
        election.preVoteAnswered(response, nowNs);
      }
    } else if (response.term() > state.term()) {
      roles.toFollower(response.term(), nowNs);
    } else {
      election.preVoteAnswered(response, nowNs);
    }
  }
}
