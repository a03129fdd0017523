package io.rafthold.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bin/rafthold bench}: the benchmarks of parts, of the whole, and of the machine below. */
@Command(
    name = "bench",
    description = "Measures parts, a whole cluster, and the machine's floor below both.",
    mixinStandardHelpOptions = true,
    subcommands = {CommitBench.class, FloorBench.class, JmhBench.class})
public final class BenchCommand {
  /** Made by the command line. */
  public BenchCommand() {}

  /**
   * Runs a benchmark and ends the process with its exit code.
   *
   * @param arguments the subcommand and its options
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new BenchCommand());
  }
}
