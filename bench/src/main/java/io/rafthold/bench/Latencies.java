package io.rafthold.bench;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Latencies in nanoseconds, told in microseconds. */
final class Latencies {
  private static final long HIGHEST_NS = 60_000_000_000L;
  private static final int DIGITS = 3;
  private static final double NS_PER_US = 1000.0;
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

  private final Histogram histogram;

  Latencies() {
    this(new Histogram(HIGHEST_NS, DIGITS));
  }

  private Latencies(Histogram histogram) {
    this.histogram = histogram;
  }

  Latencies copy() {
    return new Latencies(histogram.copy());
  }

  void record(long latencyNs) {
    histogram.recordValue(Math.min(Math.max(latencyNs, 0), HIGHEST_NS));
  }

  void clear() {
    histogram.reset();
  }

  long count() {
    return histogram.getTotalCount();
  }

  /** Returns a percentile in nanoseconds. */
  long atPercentile(double percentile) {
    return histogram.getValueAtPercentile(percentile);
  }

  String text() {
    final StringBuilder text = new StringBuilder();
    for (final double percentile : PERCENTILES) {
      text.append(
          String.format(
              Locale.ROOT,
              "p%s %.1f us  ",
              label(percentile),
              histogram.getValueAtPercentile(percentile) / NS_PER_US));
    }
    return text.append(
            String.format(Locale.ROOT, "max %.1f us", histogram.getMaxValue() / NS_PER_US))
        .toString();
  }

  String json() {
    final StringBuilder json = new StringBuilder("{\"count\":").append(count());
    for (final double percentile : PERCENTILES) {
      json.append(
          String.format(
              Locale.ROOT,
              ",\"p%sUs\":%.3f",
              label(percentile),
              histogram.getValueAtPercentile(percentile) / NS_PER_US));
    }
    return json.append(
            String.format(Locale.ROOT, ",\"maxUs\":%.3f}", histogram.getMaxValue() / NS_PER_US))
        .toString();
  }

  private static String label(double percentile) {
    return percentile == Math.rint(percentile)
        ? Long.toString(Math.round(percentile))
        : Double.toString(percentile);
  }
}
