package io.rafthold.bench;

import io.rafthold.bench.floor.Floors;
import io.rafthold.bench.rig.FloorResult;
import io.rafthold.bench.rig.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench floor}: what the machine takes for one thing alone. */
@Command(
    name = "floor",
    description = {
      "A message over Aeron's UDP, an append, a read and a force, each alone in one process.",
      "Messages through three processes are a system: bench commit --system echo."
    },
    mixinStandardHelpOptions = true)
final class FloorBench implements Callable<Integer> {
  private static final int MOST_MESSAGES = 10_000_000;

  @Option(names = "--messages", defaultValue = "100000", description = "default ${DEFAULT-VALUE}")
  private int messages;

  @Option(names = "--size", defaultValue = "256", description = "bytes, default ${DEFAULT-VALUE}")
  private int sizeBytes;

  @Option(names = "--mtu", defaultValue = "65408", description = "bytes, default ${DEFAULT-VALUE}")
  private int mtuBytes;

  @Option(names = "--dir", description = "where the files go for a while; default: /tmp")
  private Path directory = Path.of("/tmp");

  @Option(names = "--json", description = "one JSON document a line, and nothing else")
  private boolean isJson;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    new OptionCheck(spec)
        .within("--messages", messages, 1, MOST_MESSAGES)
        .mtu(mtuBytes)
        .floorSize(sizeBytes, mtuBytes)
        .directory("--dir", directory);
    final Machine machine = Machine.here();
    if (!isJson) {
      System.out.println(machine);
    }
    for (final FloorResult floor :
        new Floors(directory.toAbsolutePath(), sizeBytes, mtuBytes, messages).measure()) {
      System.out.println(isJson ? floor.json(machine) : floor.text());
    }
    return 0;
  }
}
