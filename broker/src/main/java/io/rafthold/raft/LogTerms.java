package io.rafthold.raft;

/**
 * What of a log the core may see: its bounds and its terms, never a payload. Called on the thread
 * that calls the core, and only from inside those calls.
 */
public interface LogTerms {
  /**
   * Returns the index of the first entry that is kept: 1 for a whole log. Whatever was removed
   * below it was committed.
   */
  long firstIndex();

  /** Returns the index of the last entry, {@code firstIndex() - 1} where there is none. */
  long lastIndex();

  /**
   * Returns the term of an entry.
   *
   * @param index from {@code firstIndex() - 1} to {@code lastIndex()}; index 0 has term 0
   */
  long termAt(long index);

  /**
   * Returns the entry behind which a state is kept that a follower can be installed with: the one
   * before {@code firstIndex()}, or a later one of the log. It is committed, though the core may
   * not have learned so yet.
   */
  default long stateIndex() {
    return firstIndex() - 1;
  }
}
