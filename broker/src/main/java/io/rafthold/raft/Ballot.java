package io.rafthold.raft;

/**
 * Who granted a vote, or a pre-vote, in the current round, and who answered. A voter counts once.
 */
final class Ballot {
  private final RaftState state;
  private long granted;
  private long answered;
  private long rejoining;

  Ballot(RaftState state) {
    this.state = state;
  }

  void clear() {
    granted = 0;
    answered = 0;
    rejoining = 0;
  }

  /** Counts a voter's grant; of anybody else it counts nothing. */
  void grant(int brokerId) {
    granted |= bitOf(brokerId);
  }

  /** Notes that a voter answered, and whether it may have forgotten entries. */
  void answer(int brokerId, boolean isRejoining) {
    answered |= bitOf(brokerId);
    if (isRejoining) {
      rejoining |= bitOf(brokerId);
    } else {
      rejoining &= ~bitOf(brokerId);
    }
  }

  boolean hasGranted(int brokerId) {
    return (granted & bitOf(brokerId)) != 0;
  }

  boolean hasMajority() {
    return Long.bitCount(granted) >= state.membership().majority();
  }

  boolean hasEverybody() {
    return Long.bitCount(granted) == state.membership().voterCount();
  }

  /** All voters have answered, and those that forgot nothing are no majority. */
  boolean needsEverybody() {
    return Long.bitCount(answered) == state.membership().voterCount()
        && Long.bitCount(answered & ~rejoining) < state.membership().majority();
  }

  private long bitOf(int brokerId) {
    int position = state.membership().positionOf(brokerId);
    return position < 0 ? 0 : 1L << position;
  }
}
