package io.rafthold.cli;

import io.rafthold.client.RaftholdClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code group delete}. */
@Command(
    name = "delete",
    description = "Delete a consumer group without members, and all that it has committed.",
    mixinStandardHelpOptions = true)
final class GroupDeleteCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "NAME", description = "The group.")
  private String name;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  GroupDeleteCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (RaftholdClient connected = client.connect(terminal)) {
      connected.admin().deleteGroup(name);
      terminal.print(
          json
              ? new JsonWriter().beginObject().field("deleted", name).endObject().toString()
              : "deleted " + name);
    }
    return ExitCodes.OK;
  }
}
