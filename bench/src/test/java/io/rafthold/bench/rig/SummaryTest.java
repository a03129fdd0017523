package io.rafthold.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
  private static final Machine MACHINE = new Machine("a \"processor\"", 2, "1 kB", "Linux", "17");

  @Test
  void spreadIsTheMedianAndTheEnds() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(1, 4)).isEqualTo(new Spread(2.5, 1, 4));
    assertThat(Spread.of(1234, 1234)).hasToString("1,234");
    assertThat(Spread.of(1.5, 22, 333)).hasToString("22.0 (1.50 to 333)");
  }

  @Test
  void ratiosAreTakenWithinRoundsAndJudgedByTheirMedian() {
    final Summary summary = new Summary();
    for (int round = 1; round <= 3; round++) {
      // The second round is slow as a whole: it must not tilt the ratio.
      final long slowness = round == 2 ? 10 : 1;
      summary.add(closedLoop("rafthold", round, 30_000 * slowness));
      summary.add(closedLoop("aeron-cluster", round, 100_000 * slowness));
      summary.add(closedLoop("echo", round, 20_000 * slowness));
      summary.add(closedLoop("rafthold:quorum-sync", round, 30_000 * slowness));
    }
    final List<Target> targets =
        new Targets(
                summary,
                List.of(OptionalDouble.of(10), OptionalDouble.of(100), OptionalDouble.empty()),
                List.of())
            .all();
    final Target beside = target(targets, "p50 <= 0.4 x Aeron Cluster");
    assertThat(beside.found().orElseThrow().most()).isBetween(0.299, 0.301);
    assertThat(beside.verdict()).isEqualTo("pass");
    assertThat(target(targets, "p50 <= 1.3 x quorum echo").verdict()).isEqualTo("falls short");
    // 30 beside 20 + 13, and 300 beside 200 + 130; nothing was forced in the third round.
    final Target forced = target(targets, "p50 <= quorum echo + 1.3 x one force");
    assertThat(forced.found().orElseThrow().least()).isBetween(0.908, 0.910);
    assertThat(forced.found().orElseThrow().most()).isBetween(0.908, 0.910);
    assertThat(target(targets, "msg/s >= 1.2 x Kafka").verdict()).isEqualTo("not measured");
  }

  @Test
  void tableHasTheColumnsThatWereMeasured() {
    final Summary summary = new Summary();
    summary.add(closedLoop("rafthold", 1, 30_000));
    assertThat(new ComparisonTable(summary).markdown())
        .startsWith(
            "| system | closed loop p50 us | p99 us |\n| --- | --- | --- |\n| rafthold | 30.")
        .contains("- rafthold: ack quorum of 3, page cache, fresh log, MTU 8192; one thread");
  }

  @Test
  void tableTellsOfTurnsThatWereLost() {
    final Summary summary = new Summary();
    summary.add(closedLoop("rafthold", 1, 30_000));
    summary.add(new Failure("echo", 1, "a \"record\" failed"));
    assertThat(new ComparisonTable(summary).markdown())
        .endsWith("- FAILED: echo in round 1: a \"record\" failed\n");
    assertThat(summary.failures().get(0).json())
        .isEqualTo("{\"system\":\"echo\",\"round\":1,\"failure\":\"a \\\"record\\\" failed\"}");
  }

  @Test
  void resultIsOneLineThatNamesAllItDependsOn() {
    assertThat(closedLoop("rafthold", 1, 30_000).json())
        .doesNotContain("\n")
        .startsWith("{\"measure\":\"closed-loop\",\"system\":\"rafthold\",\"ack\":\"quorum of 3\"")
        .contains("\"durability\":\"page cache\"", "\"cpuUsPerMessage\":20.000", "\"hdr\":\"")
        .endsWith("\"machine\":" + MACHINE.json() + "}");
    assertThat(MACHINE.json()).contains("\"a \\\"processor\\\"\"");
  }

  @Test
  void pageNeedsNothingElse(@TempDir Path directory) throws IOException {
    final Summary summary = new Summary();
    summary.add(closedLoop("rafthold", 1, 30_000));
    final Path file = directory.resolve("page.html");
    new HtmlReport(summary, MACHINE)
        .table("Systems", new ComparisonTable(summary).markdown())
        .write(file);
    assertThat(Files.readString(file))
        .contains("<th>system</th>", "<td>rafthold</td>", "<svg ", "<polyline ")
        .doesNotContain("http", "src=", "| --- |");
  }

  private static Target target(List<Target> targets, String aim) {
    return targets.stream().filter(target -> target.aim().equals(aim)).findFirst().orElseThrow();
  }

  private static Result closedLoop(String system, int round, long latencyNs) {
    final Latencies latencies = new Latencies();
    for (int i = 0; i < 100; i++) {
      latencies.record(latencyNs);
    }
    return new Result(
        new SystemProfile(
            system,
            "quorum of 3",
            SystemProfile.PAGE_CACHE,
            "one thread",
            8192,
            SystemProfile.FRESH_LOG),
        Measure.CLOSED_LOOP,
        round,
        256,
        1,
        0,
        new Load.Outcome(latencies, new Latencies(), 100, 1),
        new Cost(0.002, 0, 0, 0),
        1,
        MACHINE);
  }
}
