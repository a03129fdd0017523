package io.rafthold.raft;

/** Dissertation 3.4 and 6.4: a leader shows everybody that it is alive, and asks who follows. */
final class Heartbeats {
  private final RaftState state;
  private final ProgressTable followers;
  private final ReadIndex reads;
  private final Settlement settlement;
  private final ImmediateOutbox immediate;

  Heartbeats(
      RaftState state,
      ProgressTable followers,
      ReadIndex reads,
      Settlement settlement,
      ImmediateOutbox immediate) {
    this.state = state;
    this.followers = followers;
    this.reads = reads;
    this.settlement = settlement;
    this.immediate = immediate;
  }

  void send() {
    for (int i = 0; i < followers.count(); i++) {
      Progress follower = followers.at(i);
      immediate
          .heartbeat(follower.followerId())
          .term(state.term())
          .commitIndex(state.commitIndex())
          .durableIndex(state.durableIndex())
          .readRound(reads.round())
          .settled(settlement.isSettledWith(follower.followerId()));
      follower.heartbeatSent(state.commitIndex());
    }
  }
}
