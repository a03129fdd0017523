package io.rafthold.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code log}: looks at data directories of brokers that do not run. */
@Command(
    name = "log",
    description = "Look at data directories offline.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LogVerifyCommand.class,
      LogDumpCommand.class,
      LogScrubCommand.class,
      LogRepairCommand.class
    })
final class LogCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command; use verify, dump, scrub or repair");
  }
}
