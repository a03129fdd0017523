package io.rafthold.protocol;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in buckets that are at most 1/32 of their value wide. One thread records,
 * without a lock and without allocating; any thread takes snapshots, which may lag by what is
 * recorded just then.
 *
 * <p>HdrHistogram does more, but clients bring no library but Aeron and SLF4J to their users.
 */
public final class LatencyHistogram {
  /** Longer durations count as this one: 73 minutes. */
  static final long LONGEST_NS = (1L << 42) - 1;

  /** Each power of two has so many buckets. */
  private static final int PARTS_BITS = 5;

  private static final int PARTS = 1 << PARTS_BITS;
  private static final int BUCKETS = indexOf(LONGEST_NS) + 1;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  /** Creates one without counts. */
  public LatencyHistogram() {}

  /**
   * Counts a duration.
   *
   * @param durationNs nanoseconds; below 0 counts as 0, above 73 minutes as those
   */
  public void record(long durationNs) {
    final int index = indexOf(Math.max(0, Math.min(durationNs, LONGEST_NS)));
    // One writer: no other count can come between.
    counts.lazySet(index, counts.get(index) + 1);
  }

  /**
   * Returns what was counted up to now.
   *
   * @return the counts of this moment, which do not change any more
   */
  public LatencySnapshot snapshot() {
    final long[] copy = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      copy[i] = counts.get(i);
    }
    return new LatencySnapshot(copy);
  }

  static int buckets() {
    return BUCKETS;
  }

  /** Returns the bucket of a value: linear up to 32, then 32 for each power of two. */
  static int indexOf(long value) {
    if (value < PARTS) {
      return (int) value;
    }
    final int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - PARTS_BITS;
    return (shift << PARTS_BITS) + (int) (value >>> shift);
  }

  /** Returns the highest value of a bucket. */
  static long highestOf(int index) {
    if (index < PARTS) {
      return index;
    }
    final int shift = (index >>> PARTS_BITS) - 1;
    final long part = PARTS + (index & (PARTS - 1L));
    return ((part + 1) << shift) - 1;
  }
}
