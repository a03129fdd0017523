package io.rafthold.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code group}: list, describe, seek and delete. */
@Command(
    name = "group",
    description = "List, describe, move and delete consumer groups.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      GroupListCommand.class,
      GroupDescribeCommand.class,
      GroupSeekCommand.class,
      GroupDeleteCommand.class
    })
final class GroupCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command; use list, describe, seek or delete");
  }
}
