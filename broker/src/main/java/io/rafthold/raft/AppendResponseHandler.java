package io.rafthold.raft;

/**
 * Dissertation 3.5: a follower's answer to an append. Only the current term's answers count, and
 * what they verify is never taken back by one that comes late.
 */
final class AppendResponseHandler {
  private final RaftState state;
  private final LogView log;
  private final Roles roles;
  private final ProgressTable followers;

  AppendResponseHandler(RaftState state, LogView log, Roles roles, ProgressTable followers) {
    this.state = state;
    this.log = log;
    this.roles = roles;
    this.followers = followers;
  }

  void onMessage(RaftMessage response, long nowNs) {
    if (response.term() > state.term()) {
      roles.toFollower(response.term(), nowNs);
      return;
    }
    if (response.term() < state.term() || !state.isLeader()) {
      return;
    }
    Progress follower = followers.answering(response, nowNs);
    if (follower == null) {
      return;
    }
    follower.acknowledge(
        response.matchIndex(), response.flushedIndex(), state.appendedIndex(), nowNs);
    if (!response.granted()) {
      follower.refused(nextIndexAfter(response.hintIndex(), response.hintTerm()));
    }
  }

  /** Where to probe next; below the log's start where the logs part before it. */
  private long nextIndexAfter(long hintIndex, long hintTerm) {
    long meetingIndex = log.lastIndexNotAbove(hintIndex, hintTerm);
    long startIndex = log.firstIndex() - 1;
    boolean isBelowStart = hintIndex < startIndex || log.termAt(meetingIndex) > hintTerm;
    return isBelowStart ? Math.min(hintIndex + 1, startIndex) : meetingIndex + 1;
  }
}
