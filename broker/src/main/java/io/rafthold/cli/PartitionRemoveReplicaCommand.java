package io.rafthold.cli;

import io.rafthold.client.Admin;
import io.rafthold.client.RaftholdClient;
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
    try (RaftholdClient connected = client.connect(terminal)) {
      final Admin admin = connected.admin();
      final Waiting waiting = new Waiting(terminal, client.timeout());
      admin.removeReplica(replica.topic(), replica.partition(), replica.brokerId());
      if (replica.isWaiting()) {
        waiting.until(
            "removing " + replica,
            "topic describe " + replica.topic(),
            () -> replica.missing(admin));
      }
      terminal.print((replica.isWaiting() ? "removed " : "removing ") + replica);
    }
    return ExitCodes.OK;
  }
}
