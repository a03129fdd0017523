package io.rafthold.cli;

import io.rafthold.client.Admin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code partition add-replica}. */
@Command(
    name = "add-replica",
    description = "Give a partition one replica more; it counts when it has caught up.",
    mixinStandardHelpOptions = true)
final class PartitionAddReplicaCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;
  @Mixin private ReplicaOptions replica;

  PartitionAddReplicaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return replica.change(terminal, client, "adding", "added", Admin::addReplica);
  }
}
