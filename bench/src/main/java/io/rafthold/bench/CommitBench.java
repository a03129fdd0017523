package io.rafthold.bench;

import io.rafthold.client.ClientThreading;
import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.protocol.AckLevel;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench commit}: how long a commit takes, and how many there are in a second. */
@Command(
    name = "commit",
    description = {
      "Commit latency with one record outstanding, and throughput with many, against a running",
      "cluster or three broker processes of its own on loopback."
    },
    mixinStandardHelpOptions = true)
final class CommitBench implements Callable<Integer> {
  private static final int OWN_REPLICAS = 3;

  @Option(names = "--bootstrap", description = "HOST:PORT,... of a cluster; default: its own")
  private String bootstrap;

  @Option(names = "--messages", defaultValue = "100000", description = "default ${DEFAULT-VALUE}")
  private int messages;

  @Option(
      names = "--warmup",
      defaultValue = "50000",
      description = "records before each measurement, default ${DEFAULT-VALUE}")
  private int warmup;

  @Option(names = "--size", defaultValue = "256", description = "bytes, default ${DEFAULT-VALUE}")
  private int sizeBytes;

  @Option(
      names = "--ack",
      defaultValue = "quorum",
      description = "quorum or quorum-sync, default ${DEFAULT-VALUE}")
  private String ack;

  @Option(
      names = "--outstanding",
      defaultValue = "4096",
      description = "records in flight for the throughput, default ${DEFAULT-VALUE}")
  private int outstanding;

  @Option(names = "--rate", description = "also send so many records a second, whatever comes back")
  private Long rate;

  @Option(names = "--set", description = "KEY=VALUE for the brokers of its own cluster")
  private List<String> settings = List.of();

  @Option(names = "--no-floor", description = "leave out what messages alone take")
  private boolean isFloorLeftOut;

  @Option(names = "--json", description = "one JSON document on standard output")
  private boolean isJson;

  @Override
  public Integer call() {
    final CommitReport report = new CommitReport(sizeBytes, ack, outstanding, rate);
    if (bootstrap == null) {
      try (LocalCluster cluster = LocalCluster.start(settings)) {
        measure(cluster.bootstrap(), OWN_REPLICAS, report);
      }
    } else {
      measure(bootstrap, NewTopic.CLUSTER_DEFAULT, report);
    }
    if (!isFloorLeftOut) {
      report.floor(new Floor(messages, warmup, sizeBytes, Floor.DEFAULT_MTU_BYTES).measure());
    }
    System.out.println(isJson ? report.json() : report.text());
    return 0;
  }

  private void measure(String addresses, int replicas, CommitReport report) {
    final String topic = "bench-commit-" + Long.toString(System.currentTimeMillis(), 36);
    final AckLevel level = AckLevel.ofLabel(ack);
    try (RaftholdClient client =
        RaftholdClient.builder()
            .bootstrap(addresses)
            .clientName("bench")
            .threading(ClientThreading.INVOKER)
            .build()) {
      client.admin().createTopic(new NewTopic(topic, 1).withReplicas(replicas).withAckLevel(level));
      final ProducerSettings<byte[], byte[]> producerSettings =
          ProducerSettings.builder(Codec.bytes(), Codec.bytes()).ackLevel(level).build();
      try (Producer<byte[], byte[]> producer = client.newProducer(producerSettings)) {
        run(new CommitLoad(client, producer, topic, sizeBytes), report);
      } finally {
        client.admin().deleteTopic(topic);
      }
    }
  }

  private void run(CommitLoad load, CommitReport report) {
    load.closedLoop(warmup, 1);
    report.oneOutstanding(load.closedLoop(messages, 1));
    load.closedLoop(warmup, outstanding);
    report.manyOutstanding(load.closedLoop(messages * 10, outstanding));
    if (rate != null) {
      load.openLoop((int) Math.min(warmup, rate), rate);
      report.atRate(load.openLoop(messages, rate));
    }
  }
}
