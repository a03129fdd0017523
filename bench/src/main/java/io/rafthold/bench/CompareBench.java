package io.rafthold.bench;

import io.rafthold.bench.floor.Floors;
import io.rafthold.bench.rig.FloorResult;
import io.rafthold.bench.rig.Measure;
import io.rafthold.bench.system.SystemChoice;
import io.rafthold.bench.system.Systems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench compare}: Rafthold beside its floor and its peers, in turn, in one run. */
@Command(
    name = "compare",
    description = {
      "Takes all measures of all systems, which have their turns in each round, and of the machine",
      "alone; prints a table, and for each target the ratio that was found and whether it passes.",
      "Kafka takes part where the build has it: mvn -Pkafka ..., see docs/performance.md."
    },
    mixinStandardHelpOptions = true)
final class CompareBench implements Callable<Integer> {
  private static final String KAFKA = "kafka";

  @Mixin private RigOptions options;

  @Option(
      names = "--system",
      split = ",",
      defaultValue = "rafthold,aeron-cluster,echo,rafthold:quorum-sync,rafthold:steady,kafka",
      description = "systems, default ${DEFAULT-VALUE}; bench systems names all")
  private List<String> systems;

  @Option(
      names = "--floor-messages",
      defaultValue = "100000",
      description = "round trips of the floors; 0 leaves floors out; default ${DEFAULT-VALUE}")
  private int floorMessages;

  @Option(names = "--html", description = "file for a page with tables and percentile plots")
  private Path html;

  @Override
  public Integer call() throws IOException {
    final Systems known = new Systems();
    final List<String> present =
        systems.stream()
            .filter(name -> !name.equals(KAFKA) || known.has(new SystemChoice(name).name()))
            .toList();
    new Comparison(options, html).run(present, List.of(Measure.values()), floors());
    return 0;
  }

  private List<FloorResult> floors() throws IOException {
    if (floorMessages == 0) {
      return List.of();
    }
    final List<FloorResult> floors =
        new Floors(options.directory(), options.sizeBytes(), options.mtuBytes(), floorMessages)
            .measure();
    for (final FloorResult floor : floors) {
      options.say(floor.text());
      options.sayJson(floor.json(options.machine()));
    }
    return floors;
  }
}
