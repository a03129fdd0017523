package io.rafthold.bench;

import io.rafthold.bench.rig.Measure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench replay}: how fast a log is read from its beginning. */
@Command(
    name = "replay",
    description = {
      "Messages a second that a new consumer reads, over the network and from the files."
    },
    mixinStandardHelpOptions = true)
final class ReplayBench implements Callable<Integer> {
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
    return new Comparison(options, html)
        .run(systems, List.of(Measure.REPLAY, Measure.LOCAL_REPLAY));
  }
}
