package io.rafthold.cli;

import io.rafthold.client.RaftholdClient;
import io.rafthold.client.TopicDescription;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code topic describe}: leader, term, and each replica's offsets. */
@Command(
    name = "describe",
    description = "Show each partition's leader, term and replicas with their offsets.",
    mixinStandardHelpOptions = true)
final class TopicDescribeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "NAME", description = "The topic.")
  private String name;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  TopicDescribeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (RaftholdClient connected = client.connect(terminal)) {
      final TopicDescription topic = connected.admin().describeTopic(name);
      terminal.print(json ? TopicReport.json(topic) : TopicReport.text(topic));
    }
    return ExitCodes.OK;
  }
}
