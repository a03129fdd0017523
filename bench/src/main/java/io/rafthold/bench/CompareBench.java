package io.rafthold.bench;

import io.rafthold.bench.floor.Floors;
import io.rafthold.bench.rig.FloorResult;
import io.rafthold.bench.rig.Measure;
import io.rafthold.bench.system.Systems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  private static final int MOST_FLOOR_MESSAGES = 10_000_000;

  @Spec private CommandSpec spec;
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
    // Who names it shall have it; by itself it takes part where the build has it.
    final boolean takesAll =
        new Systems().has(KAFKA)
            || spec.commandLine().getParseResult().hasMatchedOption("--system");
    final List<String> present =
        systems.stream().filter(name -> takesAll || !name.equals(KAFKA)).toList();
    options.check(present, html);
    final OptionCheck check = new OptionCheck(spec);
    check.within("--floor-messages", floorMessages, 0, MOST_FLOOR_MESSAGES);
    if (floorMessages > 0) {
      check.floorSize(options.sizeBytes(), options.mtuBytes());
    }
    if (present.size() < systems.size()) {
      options.say("without Kafka, which is not in this build: see docs/performance.md");
    }
    return new Comparison(options, html).run(present, List.of(Measure.values()), this::floors);
  }

  private List<FloorResult> floors() {
    if (floorMessages == 0) {
      return List.of();
    }
    final List<FloorResult> floors;
    try {
      floors =
          new Floors(options.directory(), options.sizeBytes(), options.mtuBytes(), floorMessages)
              .measure();
    } catch (final IOException refused) {
      throw new UncheckedIOException(refused);
    }
    options.say("");
    for (final FloorResult floor : floors) {
      options.say(floor.text());
      options.sayJson(floor.json(options.machine()));
    }
    return floors;
  }
}
