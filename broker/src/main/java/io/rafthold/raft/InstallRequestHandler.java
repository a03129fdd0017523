package io.rafthold.raft;

/**
 * Dissertation 5.3 (InstallSnapshot, receiver): a follower begins its log anew where the leader's
 * starts. One that holds that entry already keeps its log: the message is late.
 */
final class InstallRequestHandler {
  private final RaftState state;
  private final LogView log;
  private final Roles roles;
  private final Verification verification;
  private final AppendAnswer answer;
  private final AcceptedMemberships memberships;
  private final Rejoin rejoin;

  InstallRequestHandler(
      RaftState state,
      LogView log,
      Roles roles,
      Verification verification,
      AppendAnswer answer,
      AcceptedMemberships memberships,
      Rejoin rejoin) {
    this.state = state;
    this.log = log;
    this.roles = roles;
    this.verification = verification;
    this.answer = answer;
    this.memberships = memberships;
    this.rejoin = rejoin;
  }

  /** Tells whether the log must be replaced. */
  boolean onMessage(RaftMessage request, long nowNs) {
    if (request.term() < state.term()) {
      answer.refuseStale(request.from());
      return false;
    }
    if (!roles.follow(request.term(), request.from(), nowNs)) {
      return false;
    }
    rejoin.leaderAppends();
    verification.leaderCommitted(request.commitIndex(), request.durableIndex());
    if (request.prevIndex() > state.commitIndex()
        && !log.holds(request.prevIndex(), request.prevTerm())) {
      return true;
    }
    verification.verified(request.prevIndex());
    verification.advanceCommit();
    answer.accept();
    return false;
  }

  void installed(long prevIndex, long prevTerm, Membership atPrev) {
    Invariants.check(
        log.firstIndex() == prevIndex + 1 && log.lastIndex() == prevIndex,
        "an installed log is empty behind its start",
        log.firstIndex(),
        log.lastIndex());
    Invariants.check(
        log.termAt(prevIndex) == prevTerm,
        "an installed log starts behind the leader's entry",
        log.termAt(prevIndex),
        prevTerm);
    memberships.clear();
    state.installed(prevIndex, prevTerm, atPrev);
    verification.installed(prevIndex);
    verification.advanceCommit();
    answer.accept();
  }
}
