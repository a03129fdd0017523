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

  /** Beats for every follower: who reads wants the answers of now. */
  void send() {
    for (int i = 0; i < followers.count(); i++) {
      send(followers.at(i));
    }
  }

  /**
   * Beats where nothing else does: entries that went out lately are a sign of life themselves, and
   * are answered. So the groups of a loaded broker spare themselves most heartbeats.
   */
  void sendDue(long nowNs, long freshNs) {
    for (int i = 0; i < followers.count(); i++) {
      Progress follower = followers.at(i);
      if (!follower.isFedWithin(freshNs, nowNs) || follower.readRound() < reads.round()) {
        send(follower);
      }
    }
  }

  private void send(Progress follower) {
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
