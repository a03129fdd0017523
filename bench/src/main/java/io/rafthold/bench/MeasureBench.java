package io.rafthold.bench;

import io.rafthold.bench.rig.Measure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that takes some measures of systems in turn. */
abstract class MeasureBench implements Callable<Integer> {
  private final List<Measure> measures;

  @Mixin private RigOptions options;

  @Option(
      names = "--system",
      split = ",",
      description = "systems, default ${DEFAULT-VALUE}; bench systems names all")
  private List<String> systems;

  @Option(names = "--html", description = "file for a page with tables and percentile plots")
  private Path html;

  /**
   * Prepares.
   *
   * @param usual systems where none is named
   * @param measures of each of them
   */
  MeasureBench(List<String> usual, Measure... measures) {
    systems = usual;
    this.measures = List.of(measures);
  }

  @Override
  public Integer call() {
    return new Comparison(options, html).run(systems, measures);
  }
}
