package io.rafthold.raft;

/**
 * Dissertation 4.1 and 4.2, a leader's side: the voters change by one at a time, each change is
 * effective as soon as it is in the log, and the next one waits until it is committed. None begins
 * before the leader has committed an entry of its own term: else two leaders could each commit a
 * change whose majorities do not meet (the bug of 2015 in the dissertation's rule).
 */
final class MembershipChange {
  private final RaftState state;
  private final LogView log;
  private final ProgressTable followers;
  private final Transfer transfer;
  private final RaftSettings settings;

  MembershipChange(
      RaftState state,
      LogView log,
      ProgressTable followers,
      Transfer transfer,
      RaftSettings settings) {
    this.state = state;
    this.log = log;
    this.followers = followers;
    this.transfer = transfer;
    this.settings = settings;
  }

  MembershipVerdict propose(Membership next, long nowNs) {
    if (!state.isLeader()) {
      return MembershipVerdict.NOT_LEADER;
    }
    if (transfer.isUnderWay()) {
      return MembershipVerdict.TRANSFERRING;
    }
    if (!state.isReadyToServe()) {
      return MembershipVerdict.NOT_READY;
    }
    if (state.memberships().latestIndex() > state.commitIndex()) {
      return MembershipVerdict.IN_FLIGHT;
    }
    if (!next.isOneStepFrom(state.membership())) {
      return MembershipVerdict.NOT_ONE_STEP;
    }
    return areNewVotersCaughtUp(next, nowNs)
        ? MembershipVerdict.ACCEPTED
        : MembershipVerdict.NOT_CAUGHT_UP;
  }

  private boolean areNewVotersCaughtUp(Membership next, long nowNs) {
    for (int i = 0; i < next.voterCount(); i++) {
      int voter = next.voterAt(i);
      if (!state.membership().isVoter(voter) && !isCaughtUp(voter, nowNs)) {
        return false;
      }
    }
    return true;
  }

  void appendedByLeader(long index, Membership next, long nowNs) {
    Invariants.check(
        state.isLeader() && index == log.lastIndex() && log.termAt(index) == state.term(),
        "a leader appends a membership in its term",
        index,
        log.lastIndex());
    Invariants.check(
        next.isOneStepFrom(state.membership()),
        "the voters change one at a time",
        next.voterCount(),
        state.membership().voterCount());
    state.memberships().append(index, state.term(), next);
    followers.update(index + 1, nowNs);
  }

  long matchIndex(int brokerId) {
    Progress follower = state.isLeader() ? followers.of(brokerId) : null;
    return follower == null ? 0 : follower.matchIndex();
  }

  boolean isCaughtUp(int brokerId, long nowNs) {
    Progress follower = state.isLeader() ? followers.of(brokerId) : null;
    return follower != null
        && follower.isCaughtUp(state.appendedIndex(), nowNs, settings.electionTimeoutMinNs());
  }
}
