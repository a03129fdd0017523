package io.rafthold.raft;

/** Who granted a vote, or a pre-vote, in the current round. A voter counts once. */
final class Ballot {
  private final Membership membership;
  private long grantedPositions;

  Ballot(Membership membership) {
    this.membership = membership;
  }

  void clear() {
    grantedPositions = 0;
  }

  /** Counts a voter's grant; of anybody else it counts nothing. */
  void grant(int brokerId) {
    int position = membership.positionOf(brokerId);
    if (position >= 0) {
      grantedPositions |= 1L << position;
    }
  }

  boolean hasGranted(int brokerId) {
    int position = membership.positionOf(brokerId);
    return position >= 0 && (grantedPositions & (1L << position)) != 0;
  }

  boolean isWon() {
    return Long.bitCount(grantedPositions) >= membership.majority();
  }
}
