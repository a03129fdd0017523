package io.rafthold.cli;

import io.rafthold.client.Admin;
import io.rafthold.client.RaftholdClient;
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
    try (RaftholdClient connected = client.connect(terminal)) {
      final Admin admin = connected.admin();
      final Waiting waiting = new Waiting(terminal, client.timeout());
      admin.addReplica(replica.topic(), replica.partition(), replica.brokerId());
      if (replica.isWaiting()) {
        waiting.until(
            "adding " + replica, "topic describe " + replica.topic(), () -> replica.missing(admin));
      }
      terminal.print((replica.isWaiting() ? "added " : "adding ") + replica);
    }
    return ExitCodes.OK;
  }
}
