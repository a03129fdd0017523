package io.rafthold.cli;

import io.rafthold.client.GroupInfo;
import io.rafthold.client.RaftholdClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code group list}: one a line, with its members and partitions. */
@Command(name = "list", description = "List the consumer groups.", mixinStandardHelpOptions = true)
final class GroupListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  GroupListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (RaftholdClient connected = client.connect(terminal)) {
      final List<GroupInfo> groups = connected.admin().listGroups();
      terminal.print(json ? GroupReport.json(groups) : GroupReport.text(groups));
    }
    return ExitCodes.OK;
  }
}
