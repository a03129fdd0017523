package io.rafthold.raft;

/** Finds the highest value that so many of a few have reached. Reused; allocates nothing. */
final class Ranking {
  private final long[] values = new long[Membership.MAX_VOTERS];
  private int count;

  void clear() {
    count = 0;
  }

  /** Adds one, and keeps them sorted, the highest first. */
  void add(long value) {
    int place = count++;
    while (place > 0 && values[place - 1] < value) {
      values[place] = values[place - 1];
      place--;
    }
    values[place] = value;
  }

  /** Returns the value that so many have reached, 0 where there are fewer. */
  long reachedBy(int many) {
    return many <= count ? values[many - 1] : 0;
  }
}
