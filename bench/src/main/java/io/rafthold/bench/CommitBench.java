package io.rafthold.bench;

import io.rafthold.bench.rig.Measure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench commit}: how long a commit takes. */
@Command(
    name = "commit",
    description = {
      "Commit latency with one message under way, and at a fixed rate, whatever comes back."
    },
    mixinStandardHelpOptions = true)
final class CommitBench implements Callable<Integer> {
  @Mixin private RigOptions options;

  @Option(
      names = "--system",
      split = ",",
      defaultValue = "rafthold,echo",
      description = "systems, default ${DEFAULT-VALUE}; bench systems names all")
  private List<String> systems;

  @Option(names = "--html", description = "file for a page with tables and percentile plots")
  private Path html;

  @Override
  public Integer call() {
    return new Comparison(options, html)
        .run(systems, List.of(Measure.CLOSED_LOOP, Measure.OPEN_LOOP));
  }
}
