package io.rafthold.raft;

/**
 * What a replica must never forget (dissertation 3.8): it is on disk before any answer that depends
 * on it leaves.
 *
 * @param term the latest term that the replica has seen, 0 at first
 * @param votedFor whom it voted for in that term, or {@link #NO_VOTE}
 * @param life 1 at first; one more whenever the replica starts without knowing that it still has
 *     everything it once answered for
 * @param isRejoining whether this life must still catch up before it votes and counts
 * @param isDamaged whether a rejoining life began with damage on the disk: it may have forgotten
 *     what was flushed, a membership too, so it has no part in an election of everybody either
 */
public record HardState(
    long term, int votedFor, long life, boolean isRejoining, boolean isDamaged) {
  /** No vote was given in the term. */
  public static final int NO_VOTE = -1;

  /** The state of a replica that has seen nothing yet. */
  public static final HardState INITIAL = new HardState(0, NO_VOTE);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the term is negative, the vote below {@link #NO_VOTE}, the
   *     life below 1, or a life damaged that does not rejoin
   */
  public HardState {
    if (term < 0) {
      throw new IllegalArgumentException("term must not be negative: " + term);
    }
    if (votedFor < NO_VOTE) {
      throw new IllegalArgumentException("votedFor must be a broker id or -1: " + votedFor);
    }
    if (life < 1) {
      throw new IllegalArgumentException("life must be 1 or more: " + life);
    }
    if (isDamaged && !isRejoining) {
      throw new IllegalArgumentException("a life that lost something to damage must rejoin");
    }
  }

  /** Makes the state of a life that met no damage. */
  public HardState(long term, int votedFor, long life, boolean isRejoining) {
    this(term, votedFor, life, isRejoining, false);
  }

  /** Makes the state of a first life that forgot nothing. */
  public HardState(long term, int votedFor) {
    this(term, votedFor, 1, false, false);
  }

  /** Returns the state of a new life, which must rejoin. */
  public HardState nextLife() {
    return new HardState(term, votedFor, life + 1, true, isDamaged);
  }

  /** Returns the state of a new life that lost to damage what had been flushed. */
  public HardState nextLifeAfterDamage() {
    return new HardState(term, votedFor, life + 1, true, true);
  }

  HardState inTerm(long newTerm) {
    return new HardState(newTerm, NO_VOTE, life, isRejoining, isDamaged);
  }

  HardState votingFor(int candidateId) {
    return new HardState(term, candidateId, life, isRejoining, isDamaged);
  }

  HardState rejoined() {
    return new HardState(term, votedFor, life, false, false);
  }
}
