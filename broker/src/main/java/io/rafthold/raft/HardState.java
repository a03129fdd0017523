package io.rafthold.raft;

/**
 * What a replica must never forget (dissertation 3.8): it is on disk before any answer that depends
 * on it leaves.
 *
 * @param term the latest term that the replica has seen, 0 at first
 * @param votedFor whom it voted for in that term, or {@link #NO_VOTE}
 */
public record HardState(long term, int votedFor) {
  /** No vote was given in the term. */
  public static final int NO_VOTE = -1;

  /** The state of a replica that has seen nothing yet. */
  public static final HardState INITIAL = new HardState(0, NO_VOTE);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the term is negative or the vote below {@link #NO_VOTE}
   */
  public HardState {
    if (term < 0) {
      throw new IllegalArgumentException("term must not be negative: " + term);
    }
    if (votedFor < NO_VOTE) {
      throw new IllegalArgumentException("votedFor must be a broker id or -1: " + votedFor);
    }
  }
}
