package io.rafthold.bench;

import io.rafthold.bench.system.ChildProcess;
import io.rafthold.server.LoopbackPorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A cluster of one broker process on loopback, which can be stopped and started over its files. */
final class OneBroker implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String COMMAND_LINE = "io.rafthold.cli.RaftholdCommand";

  /** For peers, for clients, and for the answers to them. */
  private static final int PORTS = 3;

  private final Path directory;
  private final List<String> settings;
  private final int port = LoopbackPorts.runs(1, PORTS)[0];
  private ChildProcess process;

  /**
   * Names the files; {@link #start} starts the process.
   *
   * @param directory of the caller's; its data and its errors go there
   * @param settings {@code key=value}
   */
  OneBroker(Path directory, List<String> settings) {
    this.directory = directory;
    this.settings = settings;
  }

  /** Starts the process and waits until it says that it is ready. */
  void start() {
    final List<String> arguments = new ArrayList<>(List.of("server"));
    final List<String> all =
        new ArrayList<>(
            List.of(
                "cluster.id=bench",
                "cluster.members=0@" + HOST + ":" + port + ":" + (port + 1),
                "broker.id=0",
                "data.dir=" + dataDirectory()));
    all.addAll(settings);
    for (final String setting : all) {
      arguments.add("--set");
      arguments.add(setting);
    }
    process = ChildProcess.start("the broker", directory.resolve("log"), COMMAND_LINE, arguments);
    process.awaitLine("ready");
  }

  Path dataDirectory() {
    return directory.resolve("data");
  }

  String bootstrap() {
    return HOST + ":" + (port + 1);
  }

  /** Stops the process; it may be started again. */
  @Override
  public void close() {
    if (process != null) {
      process.close();
      process = null;
    }
  }
}
