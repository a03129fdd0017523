package io.rafthold.bench;

import io.rafthold.bench.rig.Latencies;
import io.rafthold.bench.rig.Machine;
import io.rafthold.bench.system.LocalCluster;
import io.rafthold.protocol.AckLevel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench failover}: how long nothing is acknowledged when a leader dies. */
@Command(
    name = "failover",
    description = {
      "Kills the leader of a partition under load by SIGKILL, and tells how long it took to the",
      "first acknowledgement of a record sent after that; starts the broker again, waits until it",
      "has caught up, and does it again. Timeouts are the defaults. Fails where a record fails."
    },
    mixinStandardHelpOptions = true)
final class FailoverBench implements Callable<Integer> {
  private static final double MEDIAN_LIMIT_US = 400_000;
  private static final double P99_LIMIT_US = 1_000_000;
  private static final int MOST_KILLS = 100_000;
  private static final long MOST_RATE = 100_000;

  @Spec private CommandSpec spec;

  @Option(names = "--kills", defaultValue = "100", description = "default ${DEFAULT-VALUE}")
  private int kills;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "records a second, default ${DEFAULT-VALUE}")
  private long rate;

  @Option(
      names = "--ack",
      defaultValue = "quorum",
      description = "quorum or quorum-sync, default ${DEFAULT-VALUE}")
  private String ack;

  @Option(names = "--seed", description = "of the pauses between kills; default: any")
  private Long seed;

  @Option(names = "--dir", description = "where the files go for a while; default: /tmp")
  private Path directory = Path.of("/tmp");

  @Option(names = "--set", description = "KEY=VALUE for the brokers")
  private List<String> settings = List.of();

  @Option(names = "--json", description = "one JSON document, and nothing else")
  private boolean isJson;

  @Override
  public Integer call() {
    new OptionCheck(spec)
        .within("--kills", kills, 1, MOST_KILLS)
        .within("--rate", rate, 1, MOST_RATE)
        .directory("--dir", directory);
    final AckLevel level = AckLevel.ofLabel(ack);
    final long used = seed == null ? ThreadLocalRandom.current().nextLong() : seed;
    final Machine machine = Machine.here();
    say(machine + "\nseed " + used + ", ack " + ack + " of 3, " + rate + " records/s");
    try (LocalCluster cluster = LocalCluster.start(directory.toAbsolutePath(), settings);
        Outages outages = new Outages(cluster, level, rate, used)) {
      for (int i = 1; i <= kills; i++) {
        say(String.format(Locale.ROOT, "kill %d: %.1f ms", i, outages.kill() / 1e6));
      }
      outages.drain();
      report(outages, machine, used);
    }
    return 0;
  }

  private void report(Outages outages, Machine machine, long used) {
    final Latencies latencies = outages.latencies();
    if (isJson) {
      System.out.printf(
          "{\"measure\":\"failover\",\"ack\":\"%s\",\"kills\":%d,\"rate\":%d,\"seed\":%d,"
              + "\"records\":%d,\"outage\":%s,\"machine\":%s}%n",
          ack, kills, rate, used, outages.sent(), latencies.json(), machine.json());
      return;
    }
    say(latencies.text());
    say("all " + outages.sent() + " records acknowledged");
    say("p50 < 400 ms: " + verdict(latencies.atPercentileUs(50) < MEDIAN_LIMIT_US));
    say("p99 < 1 s: " + verdict(latencies.atPercentileUs(99) < P99_LIMIT_US));
  }

  private static String verdict(boolean isReached) {
    return isReached ? "pass" : "falls short";
  }

  private void say(String line) {
    if (!isJson) {
      System.out.println(line);
    }
  }
}
