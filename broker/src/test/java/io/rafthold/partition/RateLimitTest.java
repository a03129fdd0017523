package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND_NS = 1_000_000_000L;

  @Test
  void aBurstPassesAtOnceAndTheRestAtTheRate() {
    final RateLimit limit = new RateLimit(1000);
    long nowNs = -5 * SECOND_NS;
    long passed = 0;
    final long endNs = nowNs + 10 * SECOND_NS;
    while (nowNs < endNs) {
      final long openNs = limit.openNs(nowNs);
      if (openNs <= nowNs) {
        limit.take(1, nowNs);
        passed++;
      } else {
        assertThat(openNs - nowNs).isLessThanOrEqualTo(SECOND_NS / 1000 + 1);
        nowNs = openNs;
      }
    }

    assertThat(passed).isBetween(10_090L, 10_101L);
  }

  @Test
  void whoTookTooMuchWaitsUntilThatIsMadeUpFor() {
    final RateLimit limit = new RateLimit(1000);
    limit.take(1100, 0);

    assertThat(limit.openNs(0)).isBetween(SECOND_NS, SECOND_NS + SECOND_NS / 500);
    assertThat(limit.openNs(SECOND_NS / 2)).isBetween(SECOND_NS, SECOND_NS + SECOND_NS / 500);
  }

  @Test
  void aLongRestDoesNotAddUp() {
    final RateLimit limit = new RateLimit(1000);
    limit.take(1, 0);
    limit.take(100, 1000 * SECOND_NS);

    assertThat(limit.openNs(1000 * SECOND_NS)).isGreaterThan(1000 * SECOND_NS);
  }

  @Test
  void askingOftenLosesNothing() {
    final RateLimit limit = new RateLimit(3);
    limit.take(4, 0);
    for (long nowNs = 0; nowNs < 2 * SECOND_NS; nowNs += SECOND_NS / 1000) {
      limit.openNs(nowNs);
    }

    assertThat(limit.openNs(2 * SECOND_NS)).isEqualTo(2 * SECOND_NS);
  }

  @Test
  void withoutALimitItIsAlwaysOpen() {
    final RateLimit limit = new RateLimit(0);
    limit.take(Long.MAX_VALUE, 0);

    assertThat(limit.openNs(7)).isEqualTo(7);
    assertThatThrownBy(() -> new RateLimit(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
