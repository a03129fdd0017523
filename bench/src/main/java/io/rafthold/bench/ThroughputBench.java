package io.rafthold.bench;

import io.rafthold.bench.rig.Measure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench throughput}: how many messages are acknowledged in a second. */
@Command(
    name = "throughput",
    description = {
      "Acknowledged messages a second with a window of them under way, and what each costs."
    },
    mixinStandardHelpOptions = true)
final class ThroughputBench implements Callable<Integer> {
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
    return new Comparison(options, html).run(systems, List.of(Measure.THROUGHPUT));
  }
}
