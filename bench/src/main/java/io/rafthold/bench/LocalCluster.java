package io.rafthold.bench;

import io.rafthold.server.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;

/** Three broker processes on loopback with files in a temporary directory, gone at the end. */
final class LocalCluster implements AutoCloseable {
  private static final int BROKERS = 3;

  /** For peers, for clients, and for the answers to them. */
  private static final int PORTS_EACH = 3;

  private static final String HOST = "127.0.0.1";
  private static final String COMMAND_LINE = "io.rafthold.cli.RaftholdCommand";

  private final Path directory;
  private final int[] ports;
  private final List<ChildProcess> brokers = new ArrayList<>();
  private final Thread shutdownHook = new Thread(this::endAll, "rafthold-bench-cleanup");

  private LocalCluster(Path directory, int[] ports) {
    this.directory = directory;
    this.ports = ports;
  }

  /**
   * Starts the brokers and waits until each says that it is ready.
   *
   * @param settings {@code key=value} for all brokers, beside their addresses and directories
   */
  static LocalCluster start(List<String> settings) {
    try {
      final Path directory = Files.createTempDirectory("rafthold-bench-");
      final LocalCluster cluster =
          new LocalCluster(directory, LoopbackPorts.runs(BROKERS, PORTS_EACH));
      // Broker processes do not end with their parent.
      Runtime.getRuntime().addShutdownHook(cluster.shutdownHook);
      try {
        cluster.startBrokers(settings);
        return cluster;
      } catch (RuntimeException e) {
        final String errors = cluster.errors();
        cluster.close();
        throw new IllegalStateException("the cluster did not start; its errors:\n" + errors, e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory can be made", e);
    }
  }

  private void startBrokers(List<String> settings) {
    for (int i = 0; i < BROKERS; i++) {
      final List<String> arguments = new ArrayList<>(List.of("server"));
      set(arguments, "cluster.id=bench");
      set(arguments, "cluster.members=" + members());
      set(arguments, "broker.id=" + i);
      set(arguments, "data.dir=" + directory.resolve("broker-" + i));
      settings.forEach(setting -> set(arguments, setting));
      brokers.add(ChildProcess.start("broker " + i, errorFile(i), COMMAND_LINE, arguments));
    }
    brokers.forEach(broker -> broker.awaitLine("ready"));
  }

  private static void set(List<String> arguments, String setting) {
    arguments.add("--set");
    arguments.add(setting);
  }

  private String members() {
    final StringJoiner members = new StringJoiner(",");
    for (int i = 0; i < BROKERS; i++) {
      members.add(i + "@" + HOST + ":" + ports[i] + ":" + clientPort(i));
    }
    return members.toString();
  }

  /** The answers leave from the port behind it: clients know no other before they are told. */
  private int clientPort(int broker) {
    return ports[broker] + 1;
  }

  private Path errorFile(int broker) {
    return directory.resolve("broker-" + broker + ".log");
  }

  private String errors() {
    final StringBuilder errors = new StringBuilder();
    for (int i = 0; i < BROKERS; i++) {
      try {
        errors.append(Files.exists(errorFile(i)) ? Files.readString(errorFile(i)) : "");
      } catch (IOException e) {
        errors.append(e);
      }
    }
    return errors.toString();
  }

  /** Returns what clients connect to. */
  String bootstrap() {
    final StringJoiner addresses = new StringJoiner(",");
    for (int i = 0; i < BROKERS; i++) {
      addresses.add(HOST + ":" + clientPort(i));
    }
    return addresses.toString();
  }

  /** Ends the processes, each by its own handle, and deletes their files. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(shutdownHook);
    endAll();
  }

  private void endAll() {
    CloseHelper.quietCloseAll(brokers);
    IoUtil.delete(directory.toFile(), true);
  }
}
