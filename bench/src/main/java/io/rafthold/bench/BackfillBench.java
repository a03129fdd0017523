package io.rafthold.bench;

import io.rafthold.bench.rig.Latencies;
import io.rafthold.client.ClientThreading;
import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.agrona.IoUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench backfill}: what a consumer that is far behind costs one at the tail. */
@Command(
    name = "backfill",
    description = {
      "How long a record takes to a consumer at the tail of a partition, at a fixed rate, without",
      "and with another client that reads the partition from its start, in turns of one run."
    },
    mixinStandardHelpOptions = true)
final class BackfillBench implements Callable<Integer> {
  private static final TopicPartition PARTITION = new TopicPartition("bench", 0);
  private static final double[] PERCENTILES = {50, 90, 99, 99.9};
  private static final double NS_PER_US = 1000.0;
  private static final long MIB = 1024 * 1024;

  @Option(
      names = "--fill",
      defaultValue = "256",
      description = "MiB in the partition before, default ${DEFAULT-VALUE}")
  private int fillMib;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      description = "records a second at the tail, default ${DEFAULT-VALUE}")
  private int rate;

  @Option(
      names = "--records",
      defaultValue = "20000",
      description = "in each turn, default ${DEFAULT-VALUE}")
  private int records;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "of two turns each, default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--set", description = "KEY=VALUE for the broker")
  private List<String> settings = List.of();

  @Override
  public Integer call() throws IOException {
    final Path directory = Files.createTempDirectory("rafthold-bench-");
    final List<String> all = new ArrayList<>(List.of("threads.profile=compact", "ack=quorum"));
    all.addAll(settings);
    try (OneBroker broker = new OneBroker(directory, all)) {
      broker.start();
      measure(broker.bootstrap());
    } finally {
      IoUtil.delete(directory.toFile(), true);
    }
    return 0;
  }

  private void measure(String bootstrap) {
    final Latencies alone = new Latencies();
    final Latencies beside = new Latencies();
    try (RaftholdClient client = client(bootstrap)) {
      client
          .admin()
          .createTopic(
              new NewTopic(PARTITION.topic(), 1).withReplicas(1).withSegmentBytes(16 * MIB));
      try (TailLoad load = new TailLoad(client, PARTITION, producer())) {
        load.fill(fillMib * MIB);
        load.run(records, rate, new Latencies());
        long readBytes = 0;
        double seconds = 0;
        for (int i = 0; i < rounds; i++) {
          load.run(records, rate, alone);
          final long startNs = System.nanoTime();
          try (HistoryReader reader = new HistoryReader(bootstrap, PARTITION)) {
            load.run(records, rate, beside);
            readBytes += reader.readBytes();
          }
          seconds += (System.nanoTime() - startNs) / 1e9;
        }
        report(alone, beside, readBytes / seconds / MIB);
      }
    }
  }

  private static RaftholdClient client(String bootstrap) {
    return RaftholdClient.builder()
        .bootstrap(bootstrap)
        .clientName("bench")
        .threading(ClientThreading.INVOKER)
        .build();
  }

  private static ProducerSettings<byte[], byte[]> producer() {
    return ProducerSettings.builder(Codec.bytes(), Codec.bytes()).build();
  }

  private static double ratio(long ns, long ofNs) {
    return (double) ns / Math.max(1, ofNs);
  }

  private void report(Latencies alone, Latencies beside, double mibPerSecond) {
    System.out.println("tail alone:          " + alone.text());
    System.out.println("beside a backfill:   " + beside.text());
    final StringBuilder ratios = new StringBuilder("ratio:               ");
    for (final double percentile : PERCENTILES) {
      ratios.append(
          String.format(
              Locale.ROOT,
              "p%s %.2f  ",
              percentile,
              ratio(beside.atPercentile(percentile), alone.atPercentile(percentile))));
    }
    System.out.println(ratios.toString().stripTrailing());
    System.out.printf(
        Locale.ROOT,
        "%d records of %d bytes a second at the tail; the backfill read %.1f MiB/s; median %.1f us"
            + " alone%n",
        rate,
        TailLoad.RECORD_BYTES,
        mibPerSecond,
        alone.atPercentile(50) / NS_PER_US);
  }
}
