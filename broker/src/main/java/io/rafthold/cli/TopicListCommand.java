package io.rafthold.cli;

import io.rafthold.client.RaftholdClient;
import io.rafthold.client.TopicInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code topic list}: the names, one a line. */
@Command(name = "list", description = "List the topics.", mixinStandardHelpOptions = true)
final class TopicListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;

  @Option(names = "--json", description = "Print one JSON document, with the settings.")
  private boolean json;

  TopicListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (RaftholdClient connected = client.connect(terminal)) {
      final List<TopicInfo> topics = connected.admin().listTopics();
      if (json) {
        terminal.print(TopicReport.json(topics));
      } else {
        topics.forEach(topic -> terminal.print(topic.name()));
      }
    }
    return ExitCodes.OK;
  }
}
