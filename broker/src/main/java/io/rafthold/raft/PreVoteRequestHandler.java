package io.rafthold.raft;

/**
 * Dissertation 9.6: would this replica vote for the asker in that term? Nothing is stored, no timer
 * starts anew, and the own term stays, whatever term the asker has in mind.
 */
final class PreVoteRequestHandler {
  private final RaftState state;
  private final LogView log;
  private final ImmediateOutbox immediate;
  private final long stickinessNs;

  PreVoteRequestHandler(
      RaftState state, LogView log, ImmediateOutbox immediate, RaftSettings settings) {
    this.state = state;
    this.log = log;
    this.immediate = immediate;
    stickinessNs = settings.electionTimeoutMinNs();
  }

  void onMessage(RaftMessage request, long nowNs) {
    boolean granted =
        request.term() > state.term()
            && state.mayGrant(request.isUnanimous())
            && !state.supportsLeader(nowNs, stickinessNs)
            && log.isCoveredBy(request.prevIndex(), request.prevTerm());
    // A refusal shows the own term, so that an asker who is behind catches up.
    immediate
        .preVoteResponse(request.from())
        .term(granted ? request.term() : state.term())
        .granted(granted)
        .commitIndex(state.rememberedCommitIndex())
        .life(state.life())
        .rejoining(state.isRejoining());
  }
}
