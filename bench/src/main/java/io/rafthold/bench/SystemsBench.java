package io.rafthold.bench;

import io.rafthold.bench.system.Systems;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bench systems}: what this build can measure. */
@Command(
    name = "systems",
    description = "Names the systems that --system takes, with their options.",
    mixinStandardHelpOptions = true)
final class SystemsBench implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.println(new Systems().usage().replace("; ", System.lineSeparator()));
    return 0;
  }
}
