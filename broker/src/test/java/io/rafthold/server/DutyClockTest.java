package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DutyClockTest {
  @Test
  void aPauseCountsNoMoreThanOneStep() {
    final DutyClock clock = new DutyClock(100);
    assertThat(clock.advance(1_100)).isEqualTo(1_100);
    assertThat(clock.advance(1_100 + 5_000_000_000L)).isEqualTo(1_100 + DutyClock.MAX_STEP_NS);
    assertThat(clock.advance(1_101 + 5_000_000_000L)).isEqualTo(1_101 + DutyClock.MAX_STEP_NS);
  }
}
