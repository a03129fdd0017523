package io.rafthold.cli;

import io.rafthold.client.Admin;
import io.rafthold.client.ClusterDescription;
import io.rafthold.client.PartitionStatus;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.TopicDescription;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cluster remove}. */
@Command(
    name = "remove",
    description = {
      "Take a broker out of the cluster, dead or alive.",
      "Its replicas move to the other brokers first. Its id is never used again."
    },
    mixinStandardHelpOptions = true)
final class ClusterRemoveCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "ID", description = "The broker.")
  private int brokerId;

  @Option(names = "--no-wait", description = "Do not wait until its replicas have moved.")
  private boolean noWait;

  ClusterRemoveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (RaftholdClient connected = client.connect(terminal)) {
      final Admin admin = connected.admin();
      final Waiting waiting = new Waiting(terminal, client.timeout());
      admin.removeBroker(brokerId);
      if (!noWait) {
        waiting.until("removing broker " + brokerId, "cluster status", () -> missing(admin));
      }
      terminal.print((noWait ? "removing broker " : "removed broker ") + brokerId);
    }
    return ExitCodes.OK;
  }

  private String missing(Admin admin) {
    final ClusterDescription cluster = admin.describeCluster();
    if (cluster.brokers().stream().noneMatch(broker -> broker.id() == brokerId)) {
      return null;
    }
    int left = 0;
    for (final TopicDescription topic : cluster.details()) {
      for (final PartitionStatus partition : topic.partitions()) {
        left += partition.replicas().stream().anyMatch(each -> each.brokerId() == brokerId) ? 1 : 0;
      }
    }
    return left + " replicas to move";
  }
}
