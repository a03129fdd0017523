package io.rafthold.raft;

/**
 * Dissertation 3.5 and 10.2.1: what a follower answers to its leader, one message per duty cycle
 * however many appends and flushes it covers.
 */
final class AppendAnswer {
  private final RaftState state;
  private final LogView log;
  private final Verification verification;
  private final FlushedOutbox flushed;
  private boolean due;
  private long refusedPrevIndex;
  private long refusedPrevTerm;
  private long reportedFlushedIndex;

  AppendAnswer(RaftState state, LogView log, Verification verification, FlushedOutbox flushed) {
    this.state = state;
    this.log = log;
    this.verification = verification;
    this.flushed = flushed;
  }

  /** Nothing is owed to a leader of another term. */
  void clear() {
    due = false;
    refusedPrevIndex = 0;
    reportedFlushedIndex = 0;
  }

  /** An append succeeded. */
  void accept() {
    due = true;
  }

  /** An append was refused, since this log does not hold the entry before it. */
  void refuse(long prevIndex, long prevTerm) {
    due = true;
    if (prevIndex > refusedPrevIndex) {
      refusedPrevIndex = prevIndex;
      refusedPrevTerm = prevTerm;
    }
  }

  /**
   * Shows an old leader the later term. Should it lead that term by the time the answer arrives, it
   * finds nothing verified in it, and a good place to probe.
   */
  void refuseStale(int senderId) {
    if (senderId != state.leaderId()) {
      flushed
          .appendResponse(senderId)
          .granted(false)
          .hintIndex(log.lastIndex())
          .hintTerm(log.lastTerm());
    }
  }

  /** Emits the answer of this cycle, if one is due. */
  void endCycle() {
    if (state.role() != Role.FOLLOWER || state.leaderId() == RaftState.NO_LEADER) {
      return;
    }
    long match = verification.verifiedIndex();
    long flushedIndex = verification.flushedIndex();
    if (!due && flushedIndex <= reportedFlushedIndex) {
      return;
    }
    RaftMessage message = flushed.appendResponse(state.leaderId());
    message.matchIndex(match).flushedIndex(flushedIndex);
    // Where a late message of the same cycle closed the gap, nothing is refused any more.
    boolean refused = refusedPrevIndex > match && !log.holds(refusedPrevIndex, refusedPrevTerm);
    message.granted(!refused);
    if (refused) {
      long hintIndex = log.lastIndexNotAbove(refusedPrevIndex, refusedPrevTerm);
      message.hintIndex(hintIndex).hintTerm(log.termAt(hintIndex));
    }
    due = false;
    refusedPrevIndex = 0;
    reportedFlushedIndex = flushedIndex;
  }
}
