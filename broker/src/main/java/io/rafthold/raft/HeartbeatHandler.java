package io.rafthold.raft;

/**
 * Dissertation 3.4 and 3.5: the leader is alive, and has committed so far. A heartbeat verifies
 * nothing, so the commit index that it brings is bounded by what appends have verified.
 */
final class HeartbeatHandler {
  private final RaftState state;
  private final Roles roles;
  private final Verification verification;
  private final FlushedOutbox flushed;
  private final Rejoin rejoin;
  private final Settlement settlement;

  HeartbeatHandler(
      RaftState state,
      Roles roles,
      Verification verification,
      FlushedOutbox flushed,
      Rejoin rejoin,
      Settlement settlement) {
    this.state = state;
    this.roles = roles;
    this.verification = verification;
    this.flushed = flushed;
    this.rejoin = rejoin;
    this.settlement = settlement;
  }

  void onMessage(RaftMessage heartbeat, long nowNs) {
    if (heartbeat.term() < state.term()) {
      // Shows an old leader the later term, and claims nothing.
      if (heartbeat.from() != state.leaderId()) {
        flushed.heartbeatResponse(heartbeat.from());
      }
      return;
    }
    if (!roles.follow(heartbeat.term(), heartbeat.from(), nowNs)) {
      return;
    }
    rejoin.leaderBeats();
    verification.leaderCommitted(heartbeat.commitIndex(), heartbeat.durableIndex());
    verification.advanceCommit();
    flushed
        .heartbeatResponse(heartbeat.from())
        .matchIndex(verification.verifiedIndex())
        .flushedIndex(verification.flushedIndex())
        .readRound(heartbeat.readRound())
        .accord(heartbeat.accord())
        .settled(heartbeat.isSettled() && settlement.isSettled());
  }
}
