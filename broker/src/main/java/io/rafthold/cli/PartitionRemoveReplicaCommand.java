package io.rafthold.cli;

import io.rafthold.client.Admin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code partition remove-replica}. */
@Command(
    name = "remove-replica",
    description = "Take a replica away; its files are deleted when it no longer counts.",
    mixinStandardHelpOptions = true)
final class PartitionRemoveReplicaCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;
  @Mixin private ReplicaOptions replica;

  PartitionRemoveReplicaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return replica.change(terminal, client, "removing", "removed", Admin::removeReplica);
  }
}
