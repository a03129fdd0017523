package io.rafthold.raft;

/** What the driver reports of the own log: how far it is appended, and how far flushed. */
final class LogReports {
  private final RaftState state;
  private final LogView log;
  private final Verification verification;
  private final AcceptedMemberships memberships;

  LogReports(
      RaftState state, LogView log, Verification verification, AcceptedMemberships memberships) {
    this.state = state;
    this.log = log;
    this.verification = verification;
    this.memberships = memberships;
  }

  void appended(long lastIndex) {
    Invariants.check(
        lastIndex <= log.lastIndex(),
        "only what is in the log is appended",
        lastIndex,
        log.lastIndex());
    if (state.isNoOpDue() && lastIndex >= state.termStartIndex()) {
      long startTerm = log.termAt(state.termStartIndex());
      Invariants.check(
          startTerm == state.term(),
          "a leader's first entry is of its term",
          startTerm,
          state.term());
    }
    state.appended(lastIndex);
    if (!state.isLeader()) {
      memberships.appended(lastIndex);
      verification.appended(lastIndex);
      verification.advanceCommit();
    }
  }

  void flushed(long index) {
    Invariants.check(
        index <= log.lastIndex(), "only what is in the log is flushed", index, log.lastIndex());
    state.flushed(index);
  }
}
