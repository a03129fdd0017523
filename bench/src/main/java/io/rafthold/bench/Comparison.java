package io.rafthold.bench;

import io.rafthold.bench.floor.Floors;
import io.rafthold.bench.rig.ComparisonTable;
import io.rafthold.bench.rig.FloorResult;
import io.rafthold.bench.rig.HtmlReport;
import io.rafthold.bench.rig.Measure;
import io.rafthold.bench.rig.Summary;
import io.rafthold.bench.rig.Targets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Measures systems in turn, and tells it as a table, with aims where they are asked for. */
final class Comparison {
  private final RigOptions options;
  private final Path html;

  /** Prepares; {@code html} is where a page goes, or null. */
  Comparison(RigOptions options, Path html) {
    this.options = options;
    this.html = html;
  }

  /** Returns the exit code: 1 where a system failed. */
  int run(List<String> systems, List<Measure> measures) {
    options.check(systems, html);
    final Summary summary = options.run(systems, measures);
    report(summary, new HtmlReport(summary, options.machine()));
    return exitCode(summary);
  }

  /** As above, with floors measured before each round, and the aims told behind. */
  int run(List<String> systems, List<Measure> measures, Supplier<List<FloorResult>> floors) {
    final List<List<FloorResult>> rounds = new ArrayList<>();
    final Summary summary = options.run(systems, measures, () -> rounds.add(floors.get()));
    final String targets =
        new Targets(
                summary,
                rounds.stream().map(Floors::forceUs).toList(),
                rounds.stream().map(Floors::readsPerSecond).toList())
            .markdown();
    final HtmlReport page = new HtmlReport(summary, options.machine()).table("Targets", targets);
    report(summary, page);
    options.say("\n" + targets);
    return exitCode(summary);
  }

  private static int exitCode(Summary summary) {
    return summary.failures().isEmpty() ? 0 : 1;
  }

  private void report(Summary summary, HtmlReport page) {
    final String table = new ComparisonTable(summary).markdown();
    options.say("\n" + table);
    if (html != null) {
      page.table("Systems", table).write(html);
      options.say("written: " + html.toAbsolutePath());
    }
  }
}
