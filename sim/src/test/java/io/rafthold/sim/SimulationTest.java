package io.rafthold.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
  private static final long MINUTE_NS = 60_000_000_000L;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aClusterWorksUnderEverySeed(long seed) {
    final RunResult result = run(seed);

    assertThat(result.acknowledged()).as("seed %d", seed).isPositive();
    assertThat(result.read()).as("seed %d", seed).isGreaterThanOrEqualTo(result.acknowledged());
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    for (long seed = 100; seed < 105; seed++) {
      final RunResult first = run(seed);
      final RunResult second = run(seed);

      assertThat(second.traceHash()).as("seed %d", seed).isEqualTo(first.traceHash());
      assertThat(second.events()).as("seed %d", seed).isEqualTo(first.events());
    }
  }

  @Test
  void anotherSeedGivesAnotherTrace() {
    assertThat(run(1).traceHash()).isNotEqualTo(run(2).traceHash());
  }

  private static RunResult run(long seed) {
    return new Simulation(new Plan(seed, MINUTE_NS), new Trace(null)).run();
  }
}
