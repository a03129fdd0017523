package io.rafthold.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
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
            "throughput",
            "waits");
  }

  @Test
  void whatMakesNoSenseIsRefusedBeforeAnythingStarts() {
    assertThat(refusal("commit", "--mtu", "1024")).startsWith("--mtu = 1024: choose 1408 to");
    assertThat(refusal("compare", "--system", "echo,telegraph", "--floor-messages", "0"))
        .startsWith("--system: there is no system 'telegraph'");
    assertThat(refusal("failover", "--rate", "0")).startsWith("--rate = 0: choose 1 to");
  }

  private static String refusal(String... arguments) {
    final StringWriter errors = new StringWriter();
    final int exitCode =
        BenchCommand.commandLine().setErr(new PrintWriter(errors)).execute(arguments);
    assertThat(exitCode).isEqualTo(2);
    return errors.toString();
  }

  @Test
  void coreBenchmarkCommitsAnEntryAStep() {
    final CoreBenchmark benchmark = new CoreBenchmark();
    benchmark.elect();
    final long before = benchmark.step();
    assertThat(benchmark.step()).isEqualTo(before + 1);
  }
}
