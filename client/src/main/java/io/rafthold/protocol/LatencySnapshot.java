package io.rafthold.protocol;

import java.util.Locale;

/**
 * Durations as they were counted up to a moment, in buckets that are at most 1/32 of their value
 * wide. Immutable.
 */
public final class LatencySnapshot {
  private static final double NS_PER_US = 1e3;

  private final long[] counts;
  private final long count;

  LatencySnapshot(long[] counts) {
    this.counts = counts;
    long sum = 0;
    for (final long each : counts) {
      sum += each;
    }
    count = sum;
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param text of any snapshot
   * @return its counts
   * @throws IllegalArgumentException where the text is none, telling what is wrong in it
   */
  public static LatencySnapshot parse(String text) {
    final long[] counts = new long[LatencyHistogram.buckets()];
    for (final String pair : text.isBlank() ? new String[0] : text.strip().split(" ")) {
      final int colon = pair.indexOf(':');
      try {
        final int index = Integer.parseInt(pair.substring(0, Math.max(0, colon)));
        final long each = Long.parseLong(pair.substring(colon + 1));
        if (index < 0 || index >= counts.length || each < 1) {
          throw new NumberFormatException("out of range");
        }
        counts[index] = each;
      } catch (final NumberFormatException e) {
        throw new IllegalArgumentException(
            "'" + pair + "' is no bucket and its count: expected numbers, as in 17:4", e);
      }
    }
    return new LatencySnapshot(counts);
  }

  /**
   * Writes the counts as text.
   *
   * @return numbers of buckets that hold something, each with its count; empty where nothing was
   *     counted
   */
  public String encode() {
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        text.append(text.isEmpty() ? "" : " ").append(i).append(':').append(counts[i]);
      }
    }
    return text.toString();
  }

  /**
   * Takes away what was counted before.
   *
   * @param earlier of the same histogram
   * @return what was counted since; all of this where the other one is of a histogram that has
   *     begun anew
   */
  public LatencySnapshot since(LatencySnapshot earlier) {
    final long[] difference = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      difference[i] = counts[i] - earlier.counts[i];
      if (difference[i] < 0) {
        return this;
      }
    }
    return new LatencySnapshot(difference);
  }

  /**
   * Adds what others counted.
   *
   * @param other of another histogram
   * @return both together
   */
  public LatencySnapshot plus(LatencySnapshot other) {
    final long[] sum = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      sum[i] = counts[i] + other.counts[i];
    }
    return new LatencySnapshot(sum);
  }

  /**
   * Returns how many durations were counted.
   *
   * @return 0 or more
   */
  public long count() {
    return count;
  }

  /**
   * Returns the duration that so many are not longer than.
   *
   * @param percentile 0 to 100
   * @return nanoseconds, at most 1/32 above the duration that was counted; 0 where none was
   * @throws IllegalArgumentException where it is no percentile
   */
  public long atPercentile(double percentile) {
    if (!(percentile >= 0 && percentile <= 100)) {
      throw new IllegalArgumentException("percentile must be 0 to 100: " + percentile);
    }
    final long wanted = Math.max(1, (long) Math.ceil(percentile / 100 * count));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return LatencyHistogram.highestOf(i);
      }
    }
    return 0;
  }

  /**
   * Returns the sum of all durations.
   *
   * @return nanoseconds, at most 1/32 above what was counted
   */
  public long sumNs() {
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i] * LatencyHistogram.highestOf(i);
    }
    return sum;
  }

  /** Returns count and percentiles in microseconds, for people. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d: p50 %.1f us, p99 %.1f us, p99.9 %.1f us, max %.1f us",
        count,
        atPercentile(50) / NS_PER_US,
        atPercentile(99) / NS_PER_US,
        atPercentile(99.9) / NS_PER_US,
        atPercentile(100) / NS_PER_US);
  }
}
