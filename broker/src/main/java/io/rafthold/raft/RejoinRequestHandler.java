package io.rafthold.raft;

/**
 * The rejoin rule, a leader's side: it tells its last index, not its commit index, since a
 * rejoining follower may have answered for entries that are not committed yet. Only the current
 * term's leader answers, and never a life that it knows to be over.
 */
final class RejoinRequestHandler {
  private final RaftState state;
  private final Roles roles;
  private final ProgressTable followers;
  private final ImmediateOutbox immediate;

  RejoinRequestHandler(
      RaftState state, Roles roles, ProgressTable followers, ImmediateOutbox immediate) {
    this.state = state;
    this.roles = roles;
    this.followers = followers;
    this.immediate = immediate;
  }

  void onMessage(RaftMessage request, long nowNs) {
    if (request.term() > state.term()) {
      roles.toFollower(request.term(), nowNs);
      return;
    }
    if (request.term() < state.term() || !state.isLeader()) {
      return;
    }
    long lastIndex = state.appendedIndex();
    Progress follower = followers.of(request.from());
    if (follower == null || follower.isOfThisLife(request.life(), true, lastIndex + 1, nowNs)) {
      immediate
          .rejoinResponse(request.from())
          .term(state.term())
          .life(request.life())
          .lastIndex(lastIndex);
    }
  }
}
