package io.rafthold.cli;

import io.rafthold.server.LoopbackPorts;
import io.rafthold.server.SharedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Some broker processes on loopback, in one directory. Ends all of them, whatever happened. */
final class LoopbackCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String CLUSTER_ID = "quickstart";
  private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(90);
  private static final long STOP_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(15);

  private final Path directory;
  private final Path aeronParent;
  private final int[] peerPorts;
  private final int[] clientPorts;
  private final BrokerProcess[] brokers;
  private boolean isClosed;

  LoopbackCluster(Path directory, int size) {
    this.directory = directory;
    final int[] ports = LoopbackPorts.runs(2 * size, 2);
    peerPorts = Arrays.copyOfRange(ports, 0, size);
    clientPorts = Arrays.copyOfRange(ports, size, 2 * size);
    brokers = new BrokerProcess[size];
    aeronParent = SharedMemory.parentFor(size, directory);
  }

  /** Starts all brokers and waits until they serve. */
  void startAll() {
    final long deadlineNs = System.nanoTime() + START_TIMEOUT_NS;
    for (int id = 0; id < brokers.length; id++) {
      launch(id);
    }
    for (final BrokerProcess broker : brokers) {
      broker.awaitReady(deadlineNs);
    }
  }

  /** Starts one broker that was killed, and waits until it serves. */
  void restart(int brokerId) {
    launch(brokerId);
    brokers[brokerId].awaitReady(System.nanoTime() + START_TIMEOUT_NS);
  }

  /** Kills a broker by SIGKILL. */
  void kill(int brokerId) {
    brokers[brokerId].kill();
  }

  long pid(int brokerId) {
    return brokers[brokerId].pid();
  }

  /** Stops all brokers by SIGTERM; returns whether all ended by themselves, and well. */
  boolean stopAll() {
    for (final BrokerProcess broker : brokers) {
      broker.requestStop();
    }
    boolean allWell = true;
    for (final BrokerProcess broker : brokers) {
      allWell &= broker.awaitStop(STOP_TIMEOUT_MS);
    }
    return allWell;
  }

  String bootstrap() {
    return Arrays.stream(clientPorts)
        .mapToObj(port -> HOST + ":" + port)
        .collect(Collectors.joining(","));
  }

  Path dataDirectory(int brokerId) {
    return directory.resolve("broker-" + brokerId);
  }

  int size() {
    return brokers.length;
  }

  /** Kills what still runs, and removes the media drivers' files. Harmless when repeated. */
  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    for (int id = 0; id < brokers.length; id++) {
      if (brokers[id] != null) {
        brokers[id].kill();
      }
      deleteTree(aeronDirectory(id));
    }
  }

  /** Deletes a directory and all in it, if it is there. */
  static void deleteTree(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (final IOException failure) {
      throw new UncheckedIOException(root + " could not be removed: remove it by hand", failure);
    }
  }

  private synchronized void launch(int brokerId) {
    if (isClosed) {
      throw new IllegalStateException("the cluster is closed already");
    }
    brokers[brokerId] = BrokerProcess.start(brokerId, directory, settings(brokerId));
  }

  private List<String> settings(int brokerId) {
    final List<String> settings = new ArrayList<>();
    settings.add("cluster.id=" + CLUSTER_ID);
    settings.add("cluster.members=" + members());
    settings.add("broker.id=" + brokerId);
    settings.add("data.dir=" + dataDirectory(brokerId));
    settings.add("aeron.dir=" + aeronDirectory(brokerId));
    return settings;
  }

  private String members() {
    return IntStream.range(0, brokers.length)
        .mapToObj(id -> id + "@" + HOST + ":" + peerPorts[id] + ":" + clientPorts[id])
        .collect(Collectors.joining(","));
  }

  private Path aeronDirectory(int brokerId) {
    return aeronParent.resolve(
        "rafthold-quickstart-" + ProcessHandle.current().pid() + "-" + brokerId);
  }
}
