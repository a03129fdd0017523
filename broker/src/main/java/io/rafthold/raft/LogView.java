package io.rafthold.raft;

/**
 * Questions about a log's terms. They never fall with the index, so each answer takes a binary
 * search at most, however long a diverging tail is.
 */
final class LogView {
  private final LogTerms log;

  LogView(LogTerms log) {
    this.log = log;
  }

  long firstIndex() {
    return log.firstIndex();
  }

  long lastIndex() {
    return log.lastIndex();
  }

  long termAt(long index) {
    return log.termAt(index);
  }

  long stateIndex() {
    return log.stateIndex();
  }

  long lastTerm() {
    return log.termAt(log.lastIndex());
  }

  /** Dissertation 3.6.1: a vote goes only to a log at least as complete as one's own. */
  boolean isCoveredBy(long otherLastIndex, long otherLastTerm) {
    long lastTerm = lastTerm();
    return otherLastTerm > lastTerm || (otherLastTerm == lastTerm && otherLastIndex >= lastIndex());
  }

  /**
   * Tells whether the entry is here. What was removed from the log's start was committed, so a
   * leader's entry at such an index is the same one.
   */
  boolean holds(long index, long term) {
    return index < firstIndex() - 1 || (index <= lastIndex() && termAt(index) == term);
  }

  /**
   * Returns the last index up to the bound whose term is not above the given one: behind it, two
   * logs of which one has that term at the bound cannot agree.
   */
  long lastIndexNotAbove(long boundIndex, long term) {
    long low = firstIndex() - 1;
    long high = Math.max(low, Math.min(boundIndex, lastIndex()));
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (termAt(middle) <= term) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
