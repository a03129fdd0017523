package io.rafthold.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A cluster of broker processes on loopback, with ephemeral ports, below one directory. */
final class TestCluster {
  private static final int PORTS_OF_A_BROKER = 2;

  private final List<BrokerProcess> brokers = new ArrayList<>();

  /**
   * Writes the configurations; nothing runs yet.
   *
   * @param directory of the test; gets one directory a broker
   * @param size number of brokers
   * @param settings further lines {@code key: value} for all
   */
  TestCluster(Processes processes, Path directory, int size, String... settings) {
    final int[] ports = Ports.pairs(size * PORTS_OF_A_BROKER);
    final StringBuilder members = new StringBuilder("cluster.members:\n");
    for (int id = 0; id < size; id++) {
      members.append("  - id: ").append(id).append('\n');
      members.append("    host: 127.0.0.1\n");
      members.append("    peerPort: ").append(ports[id * PORTS_OF_A_BROKER]).append('\n');
      members.append("    clientPort: ").append(ports[id * PORTS_OF_A_BROKER + 1]).append('\n');
    }
    for (int id = 0; id < size; id++) {
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
              + String.join("\n", settings)
              + "\n";
      brokers.add(
          new BrokerProcess(
              processes,
              id,
              home,
              "127.0.0.1:" + ports[id * PORTS_OF_A_BROKER + 1],
              configuration));
    }
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
