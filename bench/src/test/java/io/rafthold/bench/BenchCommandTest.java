package io.rafthold.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.bench.rig.Latencies;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  @Test
  void everyBenchmarkHasItsCommand() {
    assertThat(BenchCommand.commandLine().getSubcommands().keySet())
        .containsExactlyInAnyOrder(
            "backfill", "commit", "floor", "jmh", "pace", "restart", "rolls");
  }

  @Test
  void theEchoProcessesAnswerAndAreGoneAfterwards() {
    final List<Latencies> floor = new Floor(100, 10, 256, Floor.DEFAULT_MTU_BYTES).measure();
    assertThat(floor).hasSize(2).allMatch(latencies -> latencies.count() == 100);
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  @Test
  void coreBenchmarkCommitsAnEntryAStep() {
    final CoreBenchmark benchmark = new CoreBenchmark();
    benchmark.elect();
    final long before = benchmark.step();
    assertThat(benchmark.step()).isEqualTo(before + 1);
  }
}
