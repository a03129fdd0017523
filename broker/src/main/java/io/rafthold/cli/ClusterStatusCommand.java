package io.rafthold.cli;

import io.rafthold.client.ClusterDescription;
import io.rafthold.client.RaftholdClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cluster status}: brokers, leaders, terms and health. */
@Command(
    name = "status",
    description = "Show brokers, leaders, terms and health.",
    mixinStandardHelpOptions = true)
final class ClusterStatusCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  ClusterStatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (RaftholdClient connected = client.connect(terminal)) {
      final ClusterDescription cluster = connected.admin().describeCluster();
      terminal.print(json ? ClusterReport.json(cluster) : ClusterReport.text(cluster));
    }
    return ExitCodes.OK;
  }
}
