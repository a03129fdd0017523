package io.rafthold.cli;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.server.Broker;
import io.rafthold.server.BrokerConfig;
import io.rafthold.server.ConfigLoader;
import io.rafthold.server.FatalError;
import io.rafthold.server.OnTermination;
import io.rafthold.server.StartupChecks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code server}: one broker in the foreground, until SIGTERM. */
@Command(
    name = "server",
    description = {
      "Run one broker in the foreground.",
      "Without a file: a cluster of one broker, on the defaults of config/rafthold.yaml.",
      "Prints one line 'ready ...' on standard output when it serves; SIGTERM stops it cleanly."
    },
    mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML; config/rafthold.yaml shows every key.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override a key of the file; may be repeated. RAFTHOLD_* variables rank below.")
  private List<String> overrides = new ArrayList<>();

  ServerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    final BrokerConfig loaded = ConfigLoader.load(config, terminal.environment(), overrides);
    StartupChecks.run(loaded);
    final Broker broker = Broker.launch(loaded);
    final OnTermination stop = OnTermination.run(broker::close);
    terminal.print(readyLine(loaded));
    final FatalError fatal = broker.fatalError().join();
    stop.cancel();
    broker.close();
    terminal.tell(
        "rafthold: broker "
            + loaded.self().id()
            + " ended itself: "
            + fatal.what()
            + causes(fatal.cause()));
    return fatal.isFlushFailure() ? ExitCodes.FLUSH_FAILED : ExitCodes.FATAL;
  }

  static String readyLine(BrokerConfig config) {
    final ClusterMember self = config.self();
    return "ready broker="
        + self.id()
        + " cluster="
        + config.clusterId()
        + " peer="
        + self.host()
        + ":"
        + self.peerPort()
        + " client="
        + self.host()
        + ":"
        + self.clientPort()
        + " response="
        + self.host()
        + ":"
        + self.responsePort()
        + " data="
        + config.dataDirectory()
        + " aeron="
        + config.aeronDirectory()
        + " threads="
        + config.threads().profile().label()
        + " ack="
        + config.ackLevel().label();
  }

  private static String causes(Throwable fatal) {
    final StringBuilder text = new StringBuilder();
    for (Throwable cause = fatal; cause != null; cause = cause.getCause()) {
      text.append("; ").append(cause);
    }
    return text.toString();
  }
}
