package io.rafthold.raft;

/**
 * Dissertation 3.4, 3.6.1 and 4.2.3: one vote a term, for a log at least as complete as one's own,
 * and not while a leader is heard, unless that leader hands over (3.10). The answer waits until the
 * vote is on disk. Whether this replica or the candidate is a voter does not matter: a membership
 * may not have arrived here yet (4.1), and the candidate counts those of its own.
 */
final class VoteRequestHandler {
  private final RaftState state;
  private final LogView log;
  private final Roles roles;
  private final Timers timers;
  private final FlushedOutbox flushed;
  private final long stickinessNs;

  VoteRequestHandler(
      RaftState state,
      LogView log,
      Roles roles,
      Timers timers,
      FlushedOutbox flushed,
      RaftSettings settings) {
    this.state = state;
    this.log = log;
    this.roles = roles;
    this.timers = timers;
    this.flushed = flushed;
    stickinessNs = settings.electionTimeoutMinNs();
  }

  void onMessage(RaftMessage request, long nowNs) {
    if (request.term() > state.term()) {
      if (!request.isTransfer() && state.supportsLeader(nowNs, stickinessNs)) {
        // No answer: the term is not entered, and a refusal of an older one says nothing.
        return;
      }
      roles.toFollower(request.term(), nowNs);
    }
    boolean granted =
        request.term() == state.term()
            && state.mayGrant(request.isUnanimous())
            && mayVoteFor(request.from())
            && log.isCoveredBy(request.prevIndex(), request.prevTerm());
    if (granted) {
      grant(request.from(), nowNs);
    }
    flushed
        .voteResponse(request.from())
        .granted(granted)
        .commitIndex(state.rememberedCommitIndex());
  }

  private boolean mayVoteFor(int candidateId) {
    return state.votedFor() == candidateId
        || (state.votedFor() == HardState.NO_VOTE && state.leaderId() == RaftState.NO_LEADER);
  }

  private void grant(int candidateId, long nowNs) {
    if (state.role() == Role.PRE_CANDIDATE) {
      roles.toFollower(state.term(), nowNs);
    }
    state.voteFor(candidateId);
    timers.resetElection(nowNs);
  }
}
