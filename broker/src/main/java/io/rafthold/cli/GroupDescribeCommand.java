package io.rafthold.cli;

import io.rafthold.client.GroupDescription;
import io.rafthold.client.RaftholdClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code group describe}: who reads which partition, and how far it is behind. */
@Command(
    name = "describe",
    description = "Show a consumer group's members, and each partition's owner, offset and lag.",
    mixinStandardHelpOptions = true)
final class GroupDescribeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "NAME", description = "The group.")
  private String name;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  GroupDescribeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (RaftholdClient connected = client.connect(terminal)) {
      final GroupDescription group = connected.admin().describeGroup(name);
      terminal.print(json ? GroupReport.json(group) : GroupReport.text(group));
    }
    return ExitCodes.OK;
  }
}
