package io.rafthold.process;

import io.rafthold.server.LoopbackPorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A cluster of broker processes on loopback, with ephemeral ports, below one directory. */
final class TestCluster {
  private static final int PORTS_OF_A_BROKER = 2;

  private final List<BrokerProcess> brokers = new ArrayList<>();
  private final StringBuilder members = new StringBuilder("cluster.members:\n");
  private final Processes processes;
  private final Path directory;
  private final String settings;

  /**
   * Writes the configurations; nothing runs yet.
   *
   * @param directory of the test; gets one directory a broker
   * @param size number of brokers
   * @param settings further lines {@code key: value} for all
   */
  TestCluster(Processes processes, Path directory, int size, String... settings) {
    this.processes = processes;
    this.directory = directory;
    this.settings = String.join("\n", settings) + "\n";
    final int[] ports = LoopbackPorts.runs(size * PORTS_OF_A_BROKER, 2);
    for (int id = 0; id < size; id++) {
      addMember(id, ports[id * PORTS_OF_A_BROKER], ports[id * PORTS_OF_A_BROKER + 1]);
    }
    for (int id = 0; id < size; id++) {
      final int clientPort = ports[id * PORTS_OF_A_BROKER + 1];
      addBroker(id, ports[id * PORTS_OF_A_BROKER], clientPort, "");
    }
  }

  /** Writes the configuration of a broker that will join, with the next id. */
  BrokerProcess joiner() {
    final int id = brokers.size();
    final int[] ports = LoopbackPorts.runs(PORTS_OF_A_BROKER, 2);
    addMember(id, ports[0], ports[1]);
    addBroker(id, ports[0], ports[1], "cluster.join: true\n");
    return brokers.get(id);
  }

  private void addMember(int id, int peerPort, int clientPort) {
    members.append("  - id: ").append(id).append('\n');
    members.append("    host: 127.0.0.1\n");
    members.append("    peerPort: ").append(peerPort).append('\n');
    members.append("    clientPort: ").append(clientPort).append('\n');
  }

  private void addBroker(int id, int peerPort, int clientPort, String more) {
    final Path home = directory.resolve("broker-" + id);
    final String configuration =
        "cluster.id: process-test\n"
            + members
            + "broker.id: "
            + id
            + "\ndata.dir: "
            + home.resolve("data")
            + "\naeron.dir: "
            + home.resolve("aeron")
            + "\nthreads.profile: compact\n"
            + more
            + settings;
    brokers.add(
        new BrokerProcess(processes, id, home, "127.0.0.1", peerPort, clientPort, configuration));
  }

  TestCluster start() {
    brokers.forEach(BrokerProcess::start);
    brokers.forEach(BrokerProcess::awaitReady);
    return this;
  }

  /** Stops what runs, by SIGTERM, all at once. */
  void stop() {
    brokers.stream().filter(BrokerProcess::isRunning).parallel().forEach(BrokerProcess::stop);
  }

  BrokerProcess broker(int id) {
    return brokers.get(id);
  }

  List<BrokerProcess> brokers() {
    return List.copyOf(brokers);
  }

  String bootstrap() {
    return brokers.stream().map(BrokerProcess::bootstrap).collect(Collectors.joining(","));
  }

  List<String> dataDirectories() {
    return brokers.stream().map(broker -> broker.dataDirectory().toString()).toList();
  }
}
