package io.rafthold.raft;

/**
 * Dissertation 3.3 and figure 3.3: the changes of role, each with everything that it resets. The
 * only class that sets a role.
 */
final class Roles {
  private final RaftState state;
  private final LogView log;
  private final Timers timers;
  private final ProgressTable followers;
  private final Verification verification;
  private final AppendAnswer answer;
  private final ImmediateOutbox immediate;

  Roles(
      RaftState state,
      LogView log,
      Timers timers,
      ProgressTable followers,
      Verification verification,
      AppendAnswer answer,
      ImmediateOutbox immediate) {
    this.state = state;
    this.log = log;
    this.timers = timers;
    this.followers = followers;
    this.verification = verification;
    this.answer = answer;
    this.immediate = immediate;
  }

  /**
   * Follows nobody in particular in this term. The election timer of a replica that was a follower
   * before goes on: a candidate that wins no vote here must not keep it from campaigning.
   */
  void toFollower(long term, long nowNs) {
    if (term > state.term()) {
      enterTerm(term);
    }
    if (state.isLeader()) {
      immediate.clear();
    }
    if (state.role() != Role.FOLLOWER) {
      state.role(Role.FOLLOWER);
      timers.resetElection(nowNs);
    }
    state.leaderId(RaftState.NO_LEADER);
  }

  /**
   * Follows the sender of a message that only the leader of that term sends, a member or not: it
   * may know of a membership that has not arrived here (4.1).
   *
   * @return false where the message is to be ignored
   */
  boolean follow(long term, int leaderId, long nowNs) {
    if (term == state.term() && isSecondLeader(leaderId)) {
      return false;
    }
    if (term > state.term() || state.role() != Role.FOLLOWER) {
      toFollower(term, nowNs);
    }
    state.hearLeader(leaderId, nowNs);
    timers.resetElection(nowNs);
    return true;
  }

  /** The leader that this replica follows was alive then: a pulse of its broker said so. */
  void leaderHeard(long atNs) {
    if (state.role() == Role.FOLLOWER
        && state.leaderId() != RaftState.NO_LEADER
        && atNs - state.leaderHeardNs() > 0) {
      state.hearLeader(state.leaderId(), atNs);
      timers.resetElection(atNs);
    }
  }

  /**
   * Two brokers claim one term. Where both may lead by a membership that is known here, that is the
   * end of this replica; a claim of anybody else is ignored, as if it had been lost.
   */
  private boolean isSecondLeader(int claimantId) {
    int known = state.leaderId();
    if (known == RaftState.NO_LEADER || known == claimantId) {
      return false;
    }
    Invariants.check(
        !state.mayLead(known) || !state.mayLead(claimantId),
        "a term has one leader",
        known,
        claimantId);
    return true;
  }

  /** Asks around before it disturbs anybody: the term stays. */
  void toPreCandidate(long nowNs) {
    state.role(Role.PRE_CANDIDATE);
    state.leaderId(RaftState.NO_LEADER);
    answer.clear();
    timers.resetElection(nowNs);
  }

  /** Enters a new term and votes for itself in it. */
  void toCandidate(long nowNs) {
    enterTerm(state.term() + 1);
    state.role(Role.CANDIDATE);
    state.voteFor(state.selfId());
    timers.resetElection(nowNs);
  }

  /** Leads the current term. */
  void toLeader(long nowNs) {
    Invariants.check(
        state.hardStateFlushedVersion() == state.hardStateVersion(),
        "a leader's term and vote are on disk",
        state.hardStateFlushedVersion(),
        state.hardStateVersion());
    Invariants.check(
        !state.isRejoining(), "a leader lacks nothing it answered for", state.term(), state.life());
    state.role(Role.LEADER);
    state.leaderId(state.selfId());
    state.appended(log.lastIndex());
    state.termStartIndex(log.lastIndex() + 1);
    followers.reset(log.lastIndex() + 1, nowNs);
    timers.resetHeartbeat(nowNs);
  }

  private void enterTerm(long term) {
    state.enterTerm(term);
    verification.reset();
    answer.clear();
  }
}
