package io.rafthold.raft;

/** Who granted a vote, or a pre-vote, in the current round. A voter counts once. */
final class Ballot {
  private final RaftState state;
  private long grantedPositions;

  Ballot(RaftState state) {
    this.state = state;
  }

  void clear() {
    grantedPositions = 0;
  }

  /** Counts a voter's grant; of anybody else it counts nothing. */
  void grant(int brokerId) {
    int position = state.membership().positionOf(brokerId);
    if (position >= 0) {
      grantedPositions |= 1L << position;
    }
  }

  boolean hasGranted(int brokerId) {
    int position = state.membership().positionOf(brokerId);
    return position >= 0 && (grantedPositions & (1L << position)) != 0;
  }

  boolean isWon() {
    return Long.bitCount(grantedPositions) >= state.membership().majority();
  }
}
