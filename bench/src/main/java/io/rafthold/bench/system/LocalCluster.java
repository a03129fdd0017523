package io.rafthold.bench.system;

import io.rafthold.server.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;

/** Three broker processes on loopback with files in a temporary directory, gone at the end. */
public final class LocalCluster implements AutoCloseable {
  /** How many brokers there are. */
  public static final int BROKERS = 3;

  /** For peers, for clients, and for the answers to them. */
  private static final int PORTS_EACH = 3;

  private static final String READY = "ready";
  private static final String HOST = "127.0.0.1";
  private static final String COMMAND_LINE = "io.rafthold.cli.RaftholdCommand";

  private final Path directory;
  private final int[] ports;
  private final List<String> settings;
  private final ChildProcess[] brokers = new ChildProcess[BROKERS];
  private final Thread shutdownHook = new Thread(this::endAll, "rafthold-bench-cleanup");

  private LocalCluster(Path directory, int[] ports, List<String> settings) {
    this.directory = directory;
    this.ports = ports;
    this.settings = settings;
  }

  /**
   * Starts the brokers and waits until each says that it is ready.
   *
   * @param parent where their files go, in a directory of their own
   * @param settings {@code key=value} for all brokers, beside their addresses and directories
   * @return to be closed by the caller
   */
  public static LocalCluster start(Path parent, List<String> settings) {
    try {
      final Path directory = Files.createTempDirectory(parent, "rafthold-bench-");
      final LocalCluster cluster =
          new LocalCluster(directory, LoopbackPorts.runs(BROKERS, PORTS_EACH), settings);
      // Broker processes do not end with their parent.
      Runtime.getRuntime().addShutdownHook(cluster.shutdownHook);
      try {
        for (int i = 0; i < BROKERS; i++) {
          cluster.brokers[i] = cluster.startProcess(i);
        }
        for (final ChildProcess broker : cluster.brokers) {
          broker.awaitLine(READY);
        }
        return cluster;
      } catch (RuntimeException e) {
        cluster.close();
        throw new IllegalStateException("the cluster did not start: " + e.getMessage(), e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no directory can be made in " + parent, e);
    }
  }

  private ChildProcess startProcess(int broker) {
    final List<String> arguments = new ArrayList<>(List.of("server"));
    set(arguments, "cluster.id=bench");
    set(arguments, "cluster.members=" + members());
    set(arguments, "broker.id=" + broker);
    set(arguments, "data.dir=" + dataDirectory(broker));
    settings.forEach(setting -> set(arguments, setting));
    return ChildProcess.start("broker " + broker, errorFile(broker), COMMAND_LINE, arguments);
  }

  private static void set(List<String> arguments, String setting) {
    arguments.add("--set");
    arguments.add(setting);
  }

  /**
   * Ends a broker by SIGKILL, without waiting for its end.
   *
   * @param broker its id
   */
  public void kill(int broker) {
    brokers[broker].kill();
  }

  /**
   * Starts a killed broker over the files of its last life. Returns at once; {@link #awaitReady}
   * waits.
   *
   * @param broker its id
   */
  public void restart(int broker) {
    brokers[broker].close();
    brokers[broker] = startProcess(broker);
  }

  /**
   * Waits until a broker says that it is ready.
   *
   * @param broker its id
   */
  public void awaitReady(int broker) {
    brokers[broker].awaitLine(READY);
  }

  /** Returns the processes of all brokers. */
  public List<Long> processIds() {
    return Arrays.stream(brokers).map(ChildProcess::pid).toList();
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

  /**
   * Returns where a broker's files are.
   *
   * @param broker its id
   */
  public Path dataDirectory(int broker) {
    return directory.resolve("broker-" + broker);
  }

  private Path errorFile(int broker) {
    return directory.resolve("broker-" + broker + ".log");
  }

  /** Returns what clients connect to. */
  public String bootstrap() {
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
