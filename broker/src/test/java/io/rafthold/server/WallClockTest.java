package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WallClockTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private long monotonicNs = 5;
  private long wallNs = 1_000 * SECOND_NS;
  private int looks;
  private final WallClock clock =
      new WallClock(
          () -> monotonicNs,
          () -> {
            looks++;
            return wallNs;
          });

  private void pass(long durationNs) {
    monotonicNs += durationNs;
    wallNs += durationNs;
  }

  @Test
  void goesOnWithTheMonotonicClock() {
    final int before = looks;
    for (int i = 0; i < 9; i++) {
      pass(SECOND_NS / 10);
      assertThat(clock.nanoTime()).isEqualTo(wallNs);
    }
    assertThat(looks).as("it was looked at once").isEqualTo(before);
  }

  @Test
  void followsAClockThatWasSetWithinASecond() {
    wallNs -= 60 * SECOND_NS;
    pass(SECOND_NS / 2);
    assertThat(clock.nanoTime()).isEqualTo(wallNs + 60 * SECOND_NS);
    pass(SECOND_NS / 2);
    assertThat(clock.nanoTime()).isEqualTo(wallNs);
  }
}
