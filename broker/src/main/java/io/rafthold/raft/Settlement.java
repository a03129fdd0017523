package io.rafthold.raft;

/**
 * Whether all has been said in a group, so that its heartbeats would only repeat what both sides
 * know: then a pulse of the leader's broker can stand for them.
 */
final class Settlement {
  private final RaftState state;
  private final ProgressTable followers;
  private final Verification verification;
  private final ReadIndex reads;
  private final Transfer transfer;

  Settlement(
      RaftState state,
      ProgressTable followers,
      Verification verification,
      ReadIndex reads,
      Transfer transfer) {
    this.state = state;
    this.followers = followers;
    this.verification = verification;
    this.reads = reads;
    this.transfer = transfer;
  }

  /**
   * Tells whether this replica leads, or follows, a log whose end is flushed, committed and
   * durable, and has nothing else under way.
   */
  boolean isSettled() {
    long end = state.appendedIndex();
    return state.durableIndex() == end
        && state.commitIndex() == end
        && state.flushedIndex() == end
        && state.hardStateFlushedVersion() == state.hardStateVersion()
        && !state.isRejoining()
        && (state.isLeader() ? isLeaderSettled() : isFollowerSettled(end));
  }

  private boolean isLeaderSettled() {
    return state.isReadyToServe() && state.isVoter() && !transfer.isUnderWay();
  }

  private boolean isFollowerSettled(long end) {
    return state.role() == Role.FOLLOWER
        && state.leaderId() != RaftState.NO_LEADER
        && verification.verifiedIndex() == end;
  }

  /** Tells a leader whether that follower has, and knows, everything that there is. */
  boolean isSettledWith(int followerId) {
    Progress follower = state.isLeader() ? followers.of(followerId) : null;
    return follower != null
        && follower.isSettledAt(state.appendedIndex(), reads.round())
        && isSettled();
  }

  /** The same, where what the follower itself says is of now: not late, and of no other round. */
  boolean isSettledBy(RaftMessage answer) {
    return answer.isSettled()
        && answer.term() == state.term()
        && answer.matchIndex() == state.appendedIndex()
        && answer.readRound() == reads.round()
        && isSettledWith(answer.from());
  }
}
