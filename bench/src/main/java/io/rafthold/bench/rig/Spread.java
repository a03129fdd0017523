package io.rafthold.bench.rig;

import java.util.Arrays;
import java.util.Locale;

/**
 * A figure over several rounds.
 *
 * @param median the middle one; of an even number, the mean of both
 * @param least of all rounds
 * @param most of all rounds
 */
public record Spread(double median, double least, double most) {
  /**
   * Sums rounds up.
   *
   * @param values one each, at least one
   * @return the spread
   */
  public static Spread of(double... values) {
    final double[] sorted = values.clone();
    Arrays.sort(sorted);
    final int middle = sorted.length / 2;
    final double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  @Override
  public String toString() {
    return least == most
        ? figure(median)
        : figure(median) + " (" + figure(least) + " to " + figure(most) + ")";
  }

  /** Three digits or so; nothing here is better than that. */
  static String figure(double value) {
    final String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
