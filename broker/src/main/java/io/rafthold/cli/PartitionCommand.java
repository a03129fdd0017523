package io.rafthold.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code partition}: where the replicas of a partition are. */
@Command(
    name = "partition",
    description = "Change where the replicas of a partition are.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PartitionAddReplicaCommand.class, PartitionRemoveReplicaCommand.class})
final class PartitionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command; use add-replica or remove-replica");
  }
}
