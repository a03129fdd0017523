package io.rafthold.raft;

/**
 * Checks that always run. A replica that finds one broken stops, since going on could lose or alter
 * what was committed.
 */
final class Invariants {
  private Invariants() {}

  /**
   * Checks one.
   *
   * @param holds what must be true
   * @param sentence the invariant, as a sentence
   * @param left the first value that it is about
   * @param right the second value that it is about
   * @throws IllegalStateException if it does not hold
   */
  static void check(boolean holds, String sentence, long left, long right) {
    if (!holds) {
      throw new IllegalStateException(
          "invariant broken: " + sentence + " (" + left + ", " + right + ")");
    }
  }
}
