package io.rafthold.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class LatencyHistogramTest {
  private final LatencyHistogram histogram = new LatencyHistogram();

  @Test
  void percentilesAreThoseOfTheValuesButForTheWidthOfABucket(TestReporter reporter) {
    final long seed = new Random().nextLong();
    reporter.publishEntry("seed", Long.toString(seed));
    final Random random = new Random(seed);
    final long[] values = random.longs(10_000, 0, 1L << (5 + random.nextInt(36))).toArray();
    Arrays.stream(values).forEach(histogram::record);
    Arrays.sort(values);

    final LatencySnapshot snapshot = histogram.snapshot();

    assertThat(snapshot.count()).isEqualTo(values.length);
    for (final double percentile : new double[] {1, 50, 90, 99, 99.9, 100}) {
      final long exact = values[(int) Math.ceil(percentile / 100 * values.length) - 1];
      assertThat(snapshot.atPercentile(percentile))
          .as("percentile %s, seed %d", percentile, seed)
          .isBetween(exact, exact + exact / 32);
    }
    assertThat(LatencySnapshot.parse(snapshot.encode()).encode()).isEqualTo(snapshot.encode());
  }

  @Test
  void bucketsLieSideBySide() {
    for (int i = 0; i + 1 < LatencyHistogram.buckets(); i++) {
      final long highest = LatencyHistogram.highestOf(i);
      assertThat(LatencyHistogram.indexOf(highest)).isEqualTo(i);
      assertThat(LatencyHistogram.indexOf(highest + 1)).isEqualTo(i + 1);
    }
    assertThat(LatencyHistogram.highestOf(LatencyHistogram.buckets() - 1))
        .isEqualTo(LatencyHistogram.LONGEST_NS);
  }

  @Test
  void countsWhatIsOutOfRangeAtItsEnds() {
    histogram.record(-5);
    histogram.record(Long.MAX_VALUE);

    assertThat(histogram.snapshot().atPercentile(50)).isZero();
    assertThat(histogram.snapshot().atPercentile(100)).isEqualTo(LatencyHistogram.LONGEST_NS);
  }

  @Test
  void tellsWhatPassedBetweenTwoLooks() {
    histogram.record(1_000);
    final LatencySnapshot before = histogram.snapshot();
    histogram.record(2_000);
    final LatencySnapshot after = histogram.snapshot();

    assertThat(after.since(before).count()).isEqualTo(1);
    assertThat(after.since(before).atPercentile(0)).isBetween(2_000L, 2_062L);
    assertThat(before.since(after)).as("begun anew").isSameAs(before);
    assertThat(before.plus(after).count()).isEqualTo(3);
    assertThat(before.plus(after).sumNs()).isBetween(4_000L, 4_125L);
  }

  @Test
  void anEmptyOneHasNoDurations() {
    assertThat(histogram.snapshot().atPercentile(99)).isZero();
    assertThat(histogram.snapshot().encode()).isEmpty();
    assertThat(LatencySnapshot.parse("").count()).isZero();
    assertThat(histogram.snapshot())
        .hasToString("0: p50 0.0 us, p99 0.0 us, p99.9 0.0 us, max 0.0 us");
  }

  @Test
  void refusesWhatItCannotRead() {
    for (final String text :
        new String[] {"x", "1", ":1", "1:", "-1:1", "99999:1", "1:0", "1:1,2"}) {
      assertThatThrownBy(() -> LatencySnapshot.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + text + "'");
    }
    assertThatThrownBy(() -> histogram.snapshot().atPercentile(100.1))
        .hasMessageContaining("100.1");
  }
}
