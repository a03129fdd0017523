package io.rafthold.bench;

import io.rafthold.bench.rig.Cost;
import io.rafthold.bench.rig.CostMeter;
import io.rafthold.bench.rig.Machine;
import io.rafthold.bench.system.LocalCluster;
import io.rafthold.client.ClientThreading;
import io.rafthold.client.NewTopic;
import io.rafthold.client.RaftholdClient;
import io.rafthold.protocol.AckLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench growth}: what a record costs as log, partitions and producers grow. */
@Command(
    name = "growth",
    description = {
      "Tells rate and CPU of a record at full load, over the length of the log, the number of",
      "partitions and the number of producers; and what the partitions cost that are idle."
    },
    mixinStandardHelpOptions = true)
final class GrowthBench implements Callable<Integer> {
  private static final long MIB = 1 << 20;
  private static final double NS_PER_S = 1e9;

  /** A cost is flat where it is so near to what it is held against. */
  private static final double FLATNESS = 0.15;

  /** Of one core, over all processes. */
  private static final double IDLE_LIMIT = 0.05;

  /** A thousand partitions take a while to open. */
  private static final Duration ADMIN_TIMEOUT = Duration.ofMinutes(5);

  private static final long SEGMENT_BYTES = 16 * MIB;
  private static final int MOST_SECONDS = 3600;

  /** What the buffer of one producer holds. */
  private static final int MOST_OUTSTANDING = 65_536;

  private static final long MOST_LOG_MIB = 1024 * 1024;
  private static final int MOST_PARTITIONS = 10_000;
  private static final int MOST_PRODUCERS = 1000;

  @Option(
      names = "--log-mib",
      split = ",",
      defaultValue = "0,64,1024,10240",
      description = "least lengths of the log when a step begins, default ${DEFAULT-VALUE}")
  private List<Long> logMebibytes;

  @Option(
      names = "--partitions",
      split = ",",
      defaultValue = "1,10,100,1000",
      description = "with the load on all of them, default ${DEFAULT-VALUE}")
  private List<Integer> partitions;

  @Option(
      names = "--producers",
      split = ",",
      defaultValue = "1,4,16",
      description = "on one partition, default ${DEFAULT-VALUE}")
  private List<Integer> producers;

  @Option(names = "--warmup", defaultValue = "5", description = "seconds, default ${DEFAULT-VALUE}")
  private int warmUpS;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "of each step, default ${DEFAULT-VALUE}")
  private int durationS;

  @Option(names = "--size", defaultValue = "256", description = "bytes, default ${DEFAULT-VALUE}")
  private int sizeBytes;

  @Option(
      names = "--outstanding",
      defaultValue = "4096",
      description = "records under way, default ${DEFAULT-VALUE}")
  private int outstanding;

  @Option(
      names = "--only",
      split = ",",
      description = "some of the parts: ${COMPLETION-CANDIDATES}; default: all")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(names = "--dir", description = "where the files go for a while; default: /tmp")
  private Path directory = Path.of("/tmp");

  @Option(names = "--set", description = "KEY=VALUE for the brokers")
  private List<String> settings = List.of();

  @Spec private CommandSpec spec;
  private final Machine machine = Machine.here();
  private int topics;

  /** Steps on which no verdict stands. */
  private int disturbed;

  @Override
  public Integer call() {
    check();
    System.out.println(machine);
    System.out.println("3 brokers, ack quorum, " + sizeBytes + " B, fresh log");
    if (parts.contains(Part.log)) {
      overLog();
    }
    if (parts.contains(Part.producers)) {
      overSteps("producers", producers, count -> new int[] {1, count});
    }
    if (parts.contains(Part.partitions)) {
      overSteps("partitions", partitions, count -> new int[] {count, 1});
    }
    if (parts.contains(Part.idle)) {
      idle();
    }
    if (disturbed > 0) {
      System.out.println(
          disturbed
              + " steps were taken while others used more than 5 % of the cores: no verdict stands"
              + " on them.");
    }
    return 0;
  }

  private void check() {
    final OptionCheck check =
        new OptionCheck(spec)
            .within("--warmup", warmUpS, 0, MOST_SECONDS)
            .within("--seconds", durationS, 1, MOST_SECONDS)
            .size(sizeBytes)
            .within("--outstanding", outstanding, 1, MOST_OUTSTANDING)
            .directory("--dir", directory);
    logMebibytes.forEach(length -> check.within("--log-mib", length, 0, MOST_LOG_MIB));
    partitions.forEach(count -> check.within("--partitions", count, 1, MOST_PARTITIONS));
    producers.forEach(count -> check.within("--producers", count, 1, MOST_PRODUCERS));
  }

  /** What {@code --only} names, as it is typed. */
  enum Part {
    log,
    producers,
    partitions,
    idle
  }

  /** Turns a step into partitions and producers. */
  private interface Shape {
    int[] of(int step);
  }

  /**
   * Each length has an empty log just before and just behind it: code that gets warmer, and memory
   * that the host has backed by then, make every log cheaper as time goes on.
   */
  private void overLog() {
    try (LocalCluster cluster = start();
        RaftholdClient client = connect(cluster)) {
      try (SpreadLoad warmUp = load(client, 1, 1)) {
        warmUp.run(TimeUnit.SECONDS.toNanos(warmUpS));
      }
      final List<Double> ratios = new ArrayList<>();
      try (SpreadLoad grown = load(client, 1, 1)) {
        for (final long mebibytes : logMebibytes) {
          // What the steps before wrote is a part of the log.
          grown.fill(Math.max(0, mebibytes * MIB / sizeBytes - grown.sent()));
          final double beforeUs = emptyLog(cluster, client);
          final double us = step(grown.sent() * sizeBytes / MIB + " MiB of log", cluster, grown);
          ratios.add(2 * us / (beforeUs + emptyLog(cluster, client)));
        }
      }
      flatness("log", "of an empty log in the same minute", ratios);
    }
  }

  private double emptyLog(LocalCluster cluster, RaftholdClient client) {
    try (SpreadLoad load = load(client, 1, 1)) {
      return step("an empty log", cluster, load);
    }
  }

  private void overSteps(String what, List<Integer> steps, Shape shape) {
    final List<Double> costs = new ArrayList<>();
    for (final int count : steps) {
      final int[] numbers = shape.of(count);
      try (LocalCluster cluster = start();
          RaftholdClient client = connect(cluster);
          SpreadLoad load = load(client, numbers[0], numbers[1])) {
        load.run(TimeUnit.SECONDS.toNanos(warmUpS));
        costs.add(step(count + " " + what, cluster, load));
      }
    }
    flatness(what, "of the first step", costs.stream().map(us -> us / costs.get(0)).toList());
  }

  private double step(String what, LocalCluster cluster, SpreadLoad load) {
    final CostMeter meter = new CostMeter(cluster.processIds());
    meter.start();
    final long startNs = System.nanoTime();
    final long records = load.run(TimeUnit.SECONDS.toNanos(durationS));
    final double seconds = (System.nanoTime() - startNs) / NS_PER_S;
    final Cost cost = meter.stop();
    final double cpuUs = cost.cpuSeconds() * 1e6 / records;
    System.out.printf(
        Locale.ROOT,
        "  %-22s %,10.0f records/s  %.2f us CPU each  [others took %.0f %% of the cores, %,d"
            + " datagrams dropped]%n",
        what,
        records / seconds,
        cpuUs,
        100 * cost.othersShare(seconds, machine.cores()),
        cost.droppedDatagrams());
    disturbed += cost.isDisturbed(seconds, machine.cores()) ? 1 : 0;
    return cpuUs;
  }

  private static void flatness(String what, String beside, List<Double> ratios) {
    if (ratios.isEmpty()) {
      return;
    }
    double farthest = 1;
    for (final double ratio : ratios) {
      farthest = Math.abs(ratio - 1) > Math.abs(farthest - 1) ? ratio : farthest;
    }
    System.out.printf(
        Locale.ROOT,
        "%s: a record costs %.2f times that %s where it differs most: %s%n",
        what,
        farthest,
        beside,
        Math.abs(farthest - 1) <= FLATNESS ? "pass" : "falls short");
  }

  /** The brokers alone, with nobody connected. */
  private void idle() {
    if (partitions.isEmpty()) {
      return;
    }
    final int most = partitions.stream().mapToInt(Integer::intValue).max().getAsInt();
    try (LocalCluster cluster = start()) {
      try (RaftholdClient client = connect(cluster)) {
        createTopic(client, most);
      }
      rest(warmUpS);
      final CostMeter meter = new CostMeter(cluster.processIds());
      meter.start();
      final double seconds = rest(durationS);
      final double cores = meter.stop().cpuSeconds() / seconds;
      System.out.printf(
          Locale.ROOT,
          "%d idle partitions: %.1f %% of one core, all brokers together: %s%n",
          most,
          100 * cores,
          cores < IDLE_LIMIT ? "pass" : "falls short");
    }
  }

  /** Does nothing for so many seconds; returns how many they were. */
  private static double rest(int seconds) {
    final long startNs = System.nanoTime();
    long leftNs = TimeUnit.SECONDS.toNanos(seconds);
    while (leftNs > 0) {
      LockSupport.parkNanos(leftNs);
      leftNs = startNs + TimeUnit.SECONDS.toNanos(seconds) - System.nanoTime();
    }
    return (System.nanoTime() - startNs) / NS_PER_S;
  }

  private LocalCluster start() {
    return LocalCluster.start(directory.toAbsolutePath(), settings);
  }

  private static RaftholdClient connect(LocalCluster cluster) {
    return RaftholdClient.builder()
        .bootstrap(cluster.bootstrap())
        .clientName("bench")
        .threading(ClientThreading.INVOKER)
        .build();
  }

  private SpreadLoad load(RaftholdClient client, int partitionCount, int producerCount) {
    return new SpreadLoad(
        client,
        createTopic(client, partitionCount),
        partitionCount,
        producerCount,
        sizeBytes,
        outstanding);
  }

  private String createTopic(RaftholdClient client, int partitionCount) {
    final String topic = "bench-growth-" + ++topics;
    client
        .admin()
        .withTimeout(ADMIN_TIMEOUT)
        .createTopic(
            new NewTopic(topic, partitionCount)
                .withReplicas(LocalCluster.BROKERS)
                .withSegmentBytes(SEGMENT_BYTES)
                .withAckLevel(AckLevel.QUORUM));
    return topic;
  }
}
