package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Flushes that nobody waits for leave the disk idle most of the time, however many logs there are.
 */
class FlushPaceTest {
  private static final long INTERVAL_NS = 10_000_000;
  private static final long FLUSH_NS = 500_000;

  private final FlushPace pace = new FlushPace(INTERVAL_NS);

  private void settle(long durationNs) {
    for (int i = 0; i < 1_000; i++) {
      pace.took(durationNs);
    }
  }

  @Test
  void theIntervalHoldsWhereNothingIsKnown() {
    assertThat(pace.intervalNs(1)).isEqualTo(INTERVAL_NS);
    assertThat(pace.intervalNs(100_000)).isEqualTo(INTERVAL_NS);
  }

  @Test
  void fewLogsAreFlushedAtTheInterval() {
    settle(FLUSH_NS);
    assertThat(pace.intervalNs(1)).isEqualTo(INTERVAL_NS);
    assertThat(pace.intervalNs(4)).isEqualTo(INTERVAL_NS);
  }

  @Test
  void manyLogsAreFlushedFourTimesSlowerThanTheDiskCould() {
    settle(FLUSH_NS);
    assertThat(pace.intervalNs(50))
        .isBetween(FlushPace.SPARE * 49 * FLUSH_NS, FlushPace.SPARE * 50 * FLUSH_NS);
  }

  @Test
  void oneStallOfTheDiskIsNoMeasure() {
    settle(FLUSH_NS);
    pace.took(10_000_000_000L);
    assertThat(pace.intervalNs(1)).isEqualTo(INTERVAL_NS);
  }

  @Test
  void noStretchGoesBeyondTheLongestAndNoneShortensALongInterval() {
    settle(100 * FLUSH_NS);
    assertThat(pace.intervalNs(1_000)).isEqualTo(FlushPace.MAX_STRETCH_NS);
    final FlushPace slow = new FlushPace(5 * FlushPace.MAX_STRETCH_NS);
    slow.took(FLUSH_NS);
    assertThat(slow.intervalNs(1_000)).isEqualTo(5 * FlushPace.MAX_STRETCH_NS);
  }
}
