package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.raft.SimulatedCluster.Counts;
import io.rafthold.raft.SimulatedCluster.Setup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random runs under faults. A failure names its seed; {@code -Draft.seed=N} runs that one alone and
 * shows what happened last.
 */
class RandomClusterTest {
  private static final int SEEDS = Integer.getInteger("raft.seeds", 40);

  /** Fewer say nothing of how much happens. */
  private static final int ENOUGH_SEEDS = 20;

  private static final int FAULTY_STEPS = 1_000;
  private static final int CALM_STEPS = 2_000;
  private static final int TRACE_LINES = 400;

  @ParameterizedTest
  @CsvSource({
    "1, 1, FLUSHED, false, false",
    "2, 2, APPENDED, false, false",
    "3, 3, FLUSHED, false, false",
    "3, 3, APPENDED, false, false",
    "4, 4, FLUSHED, false, false",
    "5, 5, FLUSHED, false, false",
    "5, 5, APPENDED, false, false",
    "3, 3, APPENDED, false, true",
    "5, 5, APPENDED, false, true",
    "3, 3, FLUSHED, false, true",
    "3, 1, FLUSHED, true, false",
    "4, 2, APPENDED, true, false",
    "5, 3, FLUSHED, true, false",
    "5, 3, APPENDED, true, true",
    "6, 4, FLUSHED, true, true"
  })
  void keepsEveryPromiseUnderFaults(
      int brokers, int voters, CommitLevel level, boolean changes, boolean forgets) {
    Setup setup = new Setup(brokers, voters, level, changes, forgets);
    Long only = Long.getLong("raft.seed");
    if (only != null) {
      runTraced(only, setup);
      return;
    }
    Counts counts = Counts.NONE;
    for (long seed = 0; seed < SEEDS; seed++) {
      counts = counts.plus(run(seed, setup, null));
    }
    if (SEEDS < ENOUGH_SEEDS) {
      return;
    }
    // A run in which hardly anything happens would show nothing.
    assertThat(counts.committed()).isGreaterThan(20L * SEEDS);
    if (changes) {
      assertThat(counts.installs()).isGreaterThan(SEEDS);
      assertThat(counts.changes()).isGreaterThan(5L * SEEDS);
      assertThat(counts.transfers()).isGreaterThan(SEEDS);
      assertThat(counts.reads()).isGreaterThan(100L * SEEDS);
    }
    if (forgets) {
      assertThat(counts.rejoins()).isGreaterThan(SEEDS / 2);
    }
  }

  private static void runTraced(long seed, Setup setup) {
    Deque<String> lines = new ArrayDeque<>();
    Consumer<String> trace =
        line -> {
          lines.addLast(line);
          if (lines.size() > TRACE_LINES) {
            lines.removeFirst();
          }
        };
    try {
      run(seed, setup, trace);
    } catch (AssertionError failure) {
      throw new AssertionError(String.join("\n", lines), failure);
    }
  }

  private static Counts run(long seed, Setup setup, Consumer<String> trace) {
    try {
      SimulatedCluster cluster = new SimulatedCluster(seed, setup, trace);
      cluster.run(FAULTY_STEPS, CALM_STEPS);
      return cluster.counts();
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError("seed " + seed + ", " + setup, failure);
    }
  }
}
