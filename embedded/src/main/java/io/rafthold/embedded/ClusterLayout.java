package io.rafthold.embedded;

import io.rafthold.server.LoopbackPorts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which brokers an embedded cluster has: their ports, directories and settings. */
final class ClusterLayout {
  private static final String HOST = "127.0.0.1";

  /** Answers come through the port behind the one that clients are told. */
  private static final int PORTS_OF_A_RUN = 2;

  /**
   * What differs from config/rafthold.yaml: brokers that share a machine with tests take one thread
   * each, small files, and whatever disk there is; and nobody waits for the rot of their files.
   */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "cluster.id", "embedded",
          "threads.profile", "compact",
          "segment.bytes", "16MiB",
          "disk.reserve", "0",
          "scrub.rate", "0");

  private final int[] peerPorts;
  private final int[] clientPorts;
  private final TemporaryDirectories directories;
  private final Map<String, String> settings;

  /**
   * Takes ports for so many brokers.
   *
   * @param settings keys of config/rafthold.yaml that rank above the defaults here
   */
  ClusterLayout(int size, TemporaryDirectories directories, Map<String, String> settings) {
    peerPorts = LoopbackPorts.runs(size, PORTS_OF_A_RUN);
    clientPorts = LoopbackPorts.runs(size, PORTS_OF_A_RUN);
    this.directories = directories;
    this.settings = new LinkedHashMap<>(DEFAULTS);
    this.settings.putAll(settings);
  }

  int size() {
    return clientPorts.length;
  }

  /** Returns where clients find the brokers. */
  String bootstrap() {
    return IntStream.of(clientPorts)
        .mapToObj(port -> HOST + ":" + port)
        .collect(Collectors.joining(","));
  }

  /** Returns all settings of one broker, as {@code key=value} each. */
  List<String> settingsOf(int brokerId) {
    final List<String> all = new ArrayList<>();
    settings.forEach((key, value) -> all.add(key + "=" + value));
    all.add("cluster.members=" + members());
    all.add("broker.id=" + brokerId);
    all.add("data.dir=" + directories.data(brokerId));
    all.add("aeron.dir=" + directories.aeron(brokerId));
    return all;
  }

  private String members() {
    return IntStream.range(0, size())
        .mapToObj(id -> id + "@" + HOST + ":" + peerPorts[id] + ":" + clientPorts[id])
        .collect(Collectors.joining(","));
  }
}
