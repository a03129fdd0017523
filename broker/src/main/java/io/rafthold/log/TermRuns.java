package io.rafthold.log;

import java.util.Arrays;

/**
 * Terms of the newest part of a log, as runs: the index at which each term starts. A log has few
 * terms, so this is small however long the log is.
 */
final class TermRuns {
  private static final int INITIAL_CAPACITY = 8;

  /** First index that the runs know of; the runs cover it to the end of the log. */
  private long firstIndex;

  private long[] startIndexes = new long[INITIAL_CAPACITY];
  private long[] terms = new long[INITIAL_CAPACITY];
  private int count;

  TermRuns(long firstIndex) {
    this.firstIndex = firstIndex;
  }

  long firstIndex() {
    return firstIndex;
  }

  /** Adds the next entry of the log. */
  void append(long index, long term) {
    if (count > 0 && terms[count - 1] == term) {
      return;
    }
    if (count == terms.length) {
      startIndexes = Arrays.copyOf(startIndexes, 2 * count);
      terms = Arrays.copyOf(terms, 2 * count);
    }
    startIndexes[count] = index;
    terms[count] = term;
    count++;
  }

  /** Forgets the entry and everything behind it. */
  void truncateFrom(long index) {
    while (count > 0 && startIndexes[count - 1] >= index) {
      count--;
    }
    firstIndex = Math.min(firstIndex, index);
  }

  /** Forgets everything; the next entry is the one at an index. */
  void restart(long index) {
    count = 0;
    firstIndex = index;
  }

  /** Returns the term of an entry from {@link #firstIndex()} to the end of the log. */
  long termAt(long index) {
    int run = count - 1;
    while (run > 0 && startIndexes[run] > index) {
      run--;
    }
    return terms[run];
  }
}
