package io.rafthold.raft;

/**
 * Dissertation 3.4, 4.2.3 and 9.6: how a replica comes to lead. First it asks whether it could win
 * (pre-vote), so that one that was cut off disturbs nobody; then it asks for votes in a new term.
 * Its own vote counts like any other: once it is on disk.
 */
final class Election {
  private final RaftState state;
  private final LogView log;
  private final Roles roles;
  private final Timers timers;
  private final Ballot ballot;
  private final ImmediateOutbox immediate;
  private final FlushedOutbox flushed;

  Election(
      RaftState state,
      LogView log,
      Roles roles,
      Timers timers,
      ImmediateOutbox immediate,
      FlushedOutbox flushed) {
    this.state = state;
    this.log = log;
    this.roles = roles;
    this.timers = timers;
    this.ballot = new Ballot(state);
    this.immediate = immediate;
    this.flushed = flushed;
  }

  /** Not for a leader: campaigns after an election timeout, and repeats what nobody answered. */
  void tick(long nowNs) {
    if (!mayLead()) {
      return;
    }
    if (timers.electionExpired(nowNs)) {
      startPreVote(nowNs);
    } else if (state.role() != Role.FOLLOWER && timers.repeatExpired(nowNs)) {
      ask(nowNs);
    }
  }

  /** Campaigns now, unless this replica leads or asks for votes already. */
  void campaign(long nowNs) {
    if (mayLead() && (state.role() == Role.FOLLOWER || state.role() == Role.PRE_CANDIDATE)) {
      startPreVote(nowNs);
    }
  }

  /** A voter granted its pre-vote or vote of the current round. */
  void granted(Role round, int voterId, long nowNs) {
    if (state.role() != round) {
      return;
    }
    ballot.grant(voterId);
    if (ballot.isWon()) {
      if (round == Role.PRE_CANDIDATE) {
        startVote(nowNs);
      } else {
        roles.toLeader(nowNs);
      }
    }
  }

  /** More of the hard state is on disk: the candidate's own vote counts from then on. */
  void hardStateFlushed(long nowNs) {
    if (state.role() == Role.CANDIDATE
        && state.hardStateFlushedVersion() == state.hardStateVersion()) {
      granted(Role.CANDIDATE, state.selfId(), nowNs);
    }
  }

  long possiblyLostCommitIndex() {
    return 0;
  }

  /** Returns when {@link #tick} is due. */
  long deadlineNs() {
    if (!mayLead()) {
      return Long.MAX_VALUE;
    }
    return state.role() == Role.FOLLOWER
        ? timers.electionDeadlineNs()
        : Math.min(timers.electionDeadlineNs(), timers.repeatDeadlineNs());
  }

  private boolean mayLead() {
    return state.isVoter();
  }

  private void startPreVote(long nowNs) {
    roles.toPreCandidate(nowNs);
    ballot.clear();
    granted(Role.PRE_CANDIDATE, state.selfId(), nowNs);
    if (state.role() == Role.PRE_CANDIDATE) {
      ask(nowNs);
    }
  }

  private void startVote(long nowNs) {
    roles.toCandidate(nowNs);
    ballot.clear();
    ask(nowNs);
  }

  private void ask(long nowNs) {
    timers.resetRepeat(nowNs);
    Membership membership = state.membership();
    for (int i = 0; i < membership.voterCount(); i++) {
      int voter = membership.voterAt(i);
      if (voter != state.selfId() && !ballot.hasGranted(voter)) {
        RaftMessage request =
            state.role() == Role.PRE_CANDIDATE
                ? immediate.preVoteRequest(voter).term(state.term() + 1)
                : flushed.voteRequest(voter);
        request.prevIndex(log.lastIndex()).prevTerm(log.lastTerm());
      }
    }
  }
}
