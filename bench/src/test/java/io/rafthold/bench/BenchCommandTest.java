package io.rafthold.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchCommandTest {
  @Test
  void everyBenchmarkHasItsCommand() {
    assertThat(BenchCommand.commandLine().getSubcommands().keySet())
        .containsExactlyInAnyOrder(
            "backfill",
            "commit",
            "compare",
            "e2e",
            "failover",
            "floor",
            "growth",
            "jmh",
            "pace",
            "replay",
            "restart",
            "rolls",
            "systems",
            "throughput");
  }

  @Test
  void coreBenchmarkCommitsAnEntryAStep() {
    final CoreBenchmark benchmark = new CoreBenchmark();
    benchmark.elect();
    final long before = benchmark.step();
    assertThat(benchmark.step()).isEqualTo(before + 1);
  }
}
