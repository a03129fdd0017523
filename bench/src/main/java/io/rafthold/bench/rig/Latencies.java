package io.rafthold.bench.rig;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Latencies in nanoseconds, told in microseconds. One thread. */
public final class Latencies {
  private static final long HIGHEST_NS = 60_000_000_000L;
  private static final int DIGITS = 3;
  private static final double NS_PER_US = 1000.0;
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

  private final Histogram histogram;

  /** Makes an empty one. */
  public Latencies() {
    this(new Histogram(HIGHEST_NS, DIGITS));
  }

  private Latencies(Histogram histogram) {
    this.histogram = histogram;
  }

  /** Returns a copy that later recordings do not change. */
  public Latencies copy() {
    return new Latencies(histogram.copy());
  }

  /**
   * Adds one; what is above a minute counts as a minute.
   *
   * @param latencyNs nanoseconds
   */
  public void record(long latencyNs) {
    histogram.recordValue(Math.min(Math.max(latencyNs, 0), HIGHEST_NS));
  }

  /** Adds all of another one. */
  void add(Latencies other) {
    histogram.add(other.histogram);
  }

  /** Forgets all. */
  public void clear() {
    histogram.reset();
  }

  /** Returns how many there are. */
  public long count() {
    return histogram.getTotalCount();
  }

  /**
   * Returns a percentile in nanoseconds.
   *
   * @param percentile 0 to 100
   */
  public long atPercentile(double percentile) {
    return histogram.getValueAtPercentile(percentile);
  }

  /**
   * Returns a percentile in microseconds.
   *
   * @param percentile 0 to 100
   */
  public double atPercentileUs(double percentile) {
    return atPercentile(percentile) / NS_PER_US;
  }

  /** Returns the usual percentiles for people. */
  public String text() {
    final StringBuilder text = new StringBuilder();
    for (final double percentile : PERCENTILES) {
      text.append(
          String.format(
              Locale.ROOT, "p%s %.1f us  ", label(percentile), atPercentileUs(percentile)));
    }
    return text.append(
            String.format(Locale.ROOT, "max %.1f us", histogram.getMaxValue() / NS_PER_US))
        .toString();
  }

  /** Returns the usual percentiles, and all of the histogram in HdrHistogram's own format. */
  public String json() {
    final JsonLine line = new JsonLine().field("count", count());
    for (final double percentile : PERCENTILES) {
      line.field("p" + label(percentile) + "Us", atPercentileUs(percentile));
    }
    return line.field("maxUs", histogram.getMaxValue() / NS_PER_US).field("hdr", encoded()).end();
  }

  /** Compressed and in base 64, as HdrHistogram's log files and tools have it. */
  private String encoded() {
    final ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    final int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    final byte[] bytes = new byte[length];
    buffer.get(0, bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String label(double percentile) {
    return percentile == Math.rint(percentile)
        ? Long.toString(Math.round(percentile))
        : Double.toString(percentile);
  }
}
