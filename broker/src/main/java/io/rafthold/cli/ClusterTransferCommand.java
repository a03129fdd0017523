package io.rafthold.cli;

import io.rafthold.client.RaftholdClient;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cluster transfer}. */
@Command(
    name = "transfer",
    description = {
      "Hand a partition over to another of its replicas.",
      "That one is the preferred leader from then on."
    },
    mixinStandardHelpOptions = true)
final class ClusterTransferCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;

  @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Parameters(index = "1", paramLabel = "PARTITION", description = "Its number, from 0.")
  private int partition;

  @Option(
      names = "--to",
      paramLabel = "ID",
      required = true,
      description = "The broker that shall lead.")
  private int brokerId;

  ClusterTransferCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (RaftholdClient connected = client.connect(terminal)) {
      final long startNs = System.nanoTime();
      connected.admin().transferLeadership(topic, partition, brokerId);
      terminal.print(
          "broker "
              + brokerId
              + " leads partition "
              + partition
              + " of "
              + topic
              + " (after "
              + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs)
              + " ms)");
    }
    return ExitCodes.OK;
  }
}
