package io.rafthold.raft;

/**
 * Dissertation 3.5 and figure 3.1 (AppendEntries, receiver): what a follower does with a leader's
 * entries. Entries that are there already stay; only a real conflict removes a tail.
 */
final class AppendRequestHandler {
  private final RaftState state;
  private final LogView log;
  private final Roles roles;
  private final Verification verification;
  private final AppendAnswer answer;
  private final AcceptedMemberships memberships;
  private final Rejoin rejoin;
  private final AppendVerdict verdict = new AppendVerdict();

  AppendRequestHandler(
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

  /** The verdict on a message that is none of this replica's business. */
  AppendVerdict ignored() {
    return verdict.none();
  }

  AppendVerdict onMessage(RaftMessage request, EntryTerms entries, long nowNs) {
    verdict.none();
    if (request.term() < state.term()) {
      answer.refuseStale(request.from());
      return verdict;
    }
    if (!roles.follow(request.term(), request.from(), nowNs)) {
      return verdict;
    }
    rejoin.leaderAppends();
    verification.leaderCommitted(request.commitIndex(), request.durableIndex());
    // What is verified needs no look into the log: the common case reads no term at all.
    if (request.prevIndex() > verification.verifiedIndex()
        && !log.holds(request.prevIndex(), request.prevTerm())) {
      answer.refuse(request.prevIndex(), request.prevTerm());
      return verdict;
    }
    long verifiedBefore = verification.verifiedIndex();
    long commitBefore = state.commitIndex();
    verification.verified(request.prevIndex());
    compare(request, entries);
    verification.advanceCommit();
    if (!isCommitNotice(entries, verifiedBefore, commitBefore)) {
      answer.accept();
    }
    return verdict;
  }

  /**
   * An empty message that verifies nothing new and only moves the commit index asks for no answer,
   * which halves the messages of a quiet group. A leader that does wait for one sends its message
   * again, and the second moves nothing.
   */
  private boolean isCommitNotice(EntryTerms entries, long verifiedBefore, long commitBefore) {
    return entries.count() == 0
        && verification.verifiedIndex() == verifiedBefore
        && state.commitIndex() > commitBefore;
  }

  private void compare(RaftMessage request, EntryTerms entries) {
    long lastIndex = log.lastIndex();
    long knownIndex = Math.max(verification.verifiedIndex(), log.firstIndex() - 1);
    int position = (int) Math.max(0, knownIndex - request.prevIndex());
    while (position < entries.count()) {
      long index = request.prevIndex() + 1 + position;
      long term = entries.termAt(position);
      if (index > lastIndex || log.termAt(index) != term) {
        accept(request, entries, index, lastIndex);
        return;
      }
      verification.verified(index);
      position++;
    }
  }

  private void accept(RaftMessage request, EntryTerms entries, long fromIndex, long lastIndex) {
    long lastTerm = entries.termAt(entries.count() - 1);
    Invariants.check(
        lastTerm <= request.term(),
        "a leader has no entry of a later term",
        lastTerm,
        request.term());
    long toIndex = request.prevIndex() + entries.count();
    if (fromIndex <= state.commitIndex()) {
      throw new CommittedConflictException(
          fromIndex, state.commitIndex(), request.from(), request.term());
    }
    if (!entries.takesUp(fromIndex)) {
      return;
    }
    if (fromIndex <= lastIndex) {
      state.truncateFrom(fromIndex);
      verification.truncateFrom(fromIndex);
      verdict.truncate(fromIndex);
    }
    verdict.accept(fromIndex, toIndex);
    verification.accepted(toIndex);
    memberships.accepted(request.prevIndex(), entries, fromIndex);
  }
}
