package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;

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
  private static final int SEEDS = Integer.getInteger("raft.seeds", 60);
  private static final int FAULTY_STEPS = 1_000;
  private static final int CALM_STEPS = 2_000;
  private static final int TRACE_LINES = 400;

  @ParameterizedTest
  @CsvSource({
    "1, FLUSHED",
    "2, APPENDED",
    "3, FLUSHED",
    "3, APPENDED",
    "4, FLUSHED",
    "5, FLUSHED",
    "5, APPENDED"
  })
  void keepsEveryPromiseUnderFaults(int size, CommitLevel level) {
    Long only = Long.getLong("raft.seed");
    if (only != null) {
      runTraced(only, size, level);
      return;
    }
    long committed = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      committed += run(seed, size, level, null);
    }
    // A run in which hardly anything happens would show nothing.
    assertThat(committed).isGreaterThan(20L * SEEDS);
  }

  private static void runTraced(long seed, int size, CommitLevel level) {
    Deque<String> lines = new ArrayDeque<>();
    Consumer<String> trace =
        line -> {
          lines.addLast(line);
          if (lines.size() > TRACE_LINES) {
            lines.removeFirst();
          }
        };
    try {
      run(seed, size, level, trace);
    } catch (AssertionError failure) {
      throw new AssertionError(String.join("\n", lines), failure);
    }
  }

  private static long run(long seed, int size, CommitLevel level, Consumer<String> trace) {
    try {
      SimulatedCluster cluster = new SimulatedCluster(seed, size, level, trace);
      cluster.run(FAULTY_STEPS, CALM_STEPS);
      return cluster.committedCount();
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError("seed " + seed + ", " + size + " replicas, " + level, failure);
    }
  }
}
