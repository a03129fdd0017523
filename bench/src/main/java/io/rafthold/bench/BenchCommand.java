package io.rafthold.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bin/rafthold bench}: the benchmarks of parts, of the whole, and of the machine below. */
@Command(
    name = "bench",
    description = "Measures parts, whole clusters, and the machine's floor below both.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BackfillBench.class,
      CommitBench.class,
      CompareBench.class,
      EndToEndBench.class,
      FailoverBench.class,
      FloorBench.class,
      GrowthBench.class,
      JmhBench.class,
      PaceBench.class,
      ReplayBench.class,
      RestartBench.class,
      RollBench.class,
      SystemsBench.class,
      ThroughputBench.class,
      WaitBench.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Made by the command line. */
  public BenchCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to measure");
  }

  /**
   * Runs a benchmark and ends the process with its exit code.
   *
   * @param arguments the subcommand and its options
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new BenchCommand())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println("rafthold bench: " + failure.getMessage());
              return command.getCommandSpec().exitCodeOnExecutionException();
            });
  }
}
