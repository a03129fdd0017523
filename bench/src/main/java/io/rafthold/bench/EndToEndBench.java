package io.rafthold.bench;

import io.rafthold.bench.rig.Measure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench e2e}: how long a message takes to a tailing consumer. */
@Command(
    name = "e2e",
    description = {
      "From when a message was due to its delivery to a tailing consumer, at a fixed rate."
    },
    mixinStandardHelpOptions = true)
final class EndToEndBench implements Callable<Integer> {
  @Mixin private RigOptions options;

  @Option(
      names = "--system",
      split = ",",
      defaultValue = "rafthold",
      description = "systems, default ${DEFAULT-VALUE}; bench systems names all")
  private List<String> systems;

  @Option(names = "--html", description = "file for a page with tables and percentile plots")
  private Path html;

  @Override
  public Integer call() {
    return new Comparison(options, html).run(systems, List.of(Measure.END_TO_END));
  }
}
