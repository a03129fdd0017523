package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Twenty thousand flights go in while leaders are killed, and come out once each, in order. */
class LeaderLossTest {
  private static final String TOPIC = "flights";
  private static final int PARTITIONS = 3;
  private static final int RECORDS_PER_SECOND = 2500;
  private static final int PROGRESS_RECORDS = 100;
  private static final Duration PRODUCE_BOUND = Duration.ofSeconds(60);
  private static final Duration PROGRESS_BOUND = Duration.ofSeconds(30);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  @Test
  void nothingIsLostDoubledOrOutOfOrder(TestReporter reporter) throws IOException {
    final long seed = new Random().nextLong();
    reporter.publishEntry("seed", Long.toString(seed));
    final List<String> lines = Flights.lines(seed);
    final Path file = Files.write(directory.resolve("flights.ndjson"), lines);
    final TestCluster cluster =
        new TestCluster(processes, directory, 3, "leader.rebalance.after: 0").start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    cli.run("topic", "create", TOPIC, "--partitions", "3", "--replicas", "3").ok();

    try (Observer observer = new Observer(cluster.bootstrap())) {
      final Cli.Running producer =
          cli.start(
              "produce",
              TOPIC,
              "--file",
              file.toString(),
              "--key-field",
              "origin",
              "--ack",
              "quorum-sync",
              "--rate",
              Integer.toString(RECORDS_PER_SECOND));
      killLeaderBehind(cluster, observer, 0, lines.size() / 8, lines.size());
      killLeaderBehind(cluster, observer, 1, lines.size() / 2, lines.size());

      assertThat(producer.await(PRODUCE_BOUND).ok().lastLine())
          .isEqualTo("acknowledged " + lines.size() + " of " + lines.size());
      Await.until(
          "all replicas know that everything is committed",
          PROGRESS_BOUND,
          () -> observer.isCommittedEverywhere(TOPIC, lines.size()));
    }

    final List<String> all = consume(cli);
    final Map<Integer, List<String>> byPartition = byPartition(all);
    assertThat(Flights.byOrigin(values(all)))
        .as("seed %d", seed)
        .isEqualTo(Flights.byOrigin(lines));
    byPartition.forEach(LeaderLossTest::offsetsAreDense);
    restIsWhatIsBehindTheOffset(cli, byPartition);
    eachReplicaGivesTheSame(cli, byPartition);
    // All at once, so that nobody is left to take over and append the first entry of a new term.
    cluster.brokers().forEach(BrokerProcess::killAtOnce);
    cluster.brokers().forEach(BrokerProcess::awaitExit);
    logsAreIdenticalUntilAByteIsFlipped(cluster);
  }

  private static void killLeaderBehind(
      TestCluster cluster, Observer observer, int partition, long records, long all) {
    Await.until(
        records + " records are committed",
        PROGRESS_BOUND,
        () -> observer.committed(TOPIC) >= records);
    final BrokerProcess leader = cluster.broker(observer.awaitLeader(TOPIC, partition));
    leader.kill();
    final long target = Math.min(all, observer.committed(TOPIC) + PROGRESS_RECORDS);
    Await.until(
        "records are committed without broker " + leader.id(),
        PROGRESS_BOUND,
        () -> observer.committed(TOPIC) >= target);
    leader.start().awaitReady();
  }

  private static List<String> consume(Cli cli, String... more) {
    final List<String> arguments =
        new ArrayList<>(List.of("consume", TOPIC, "--until-end", "--format", "%p %o %v\\n"));
    if (!List.of(more).contains("--from")) {
      arguments.addAll(List.of("--from", "beginning"));
    }
    arguments.addAll(List.of(more));
    return cli.run(arguments.toArray(String[]::new)).ok().lines();
  }

  private static void restIsWhatIsBehindTheOffset(Cli cli, Map<Integer, List<String>> whole) {
    final List<String> partition = whole.get(1);
    final int middle = partition.size() / 2;

    assertThat(consume(cli, "--partition", "1", "--from", Integer.toString(middle)))
        .isEqualTo(partition.subList(middle, partition.size()));
  }

  private static void eachReplicaGivesTheSame(Cli cli, Map<Integer, List<String>> whole) {
    for (int broker = 0; broker < 3; broker++) {
      assertThat(byPartition(consume(cli, "--replica", Integer.toString(broker))))
          .as("read from broker %d", broker)
          .isEqualTo(whole);
    }
  }

  private void logsAreIdenticalUntilAByteIsFlipped(TestCluster cluster) throws IOException {
    final Cli offline = new Cli(processes, directory, null);
    final List<String> arguments = new ArrayList<>(List.of("log", "verify"));
    arguments.addAll(cluster.dataDirectories());
    final String[] verify = arguments.toArray(String[]::new);
    assertThat(offline.run(verify).ok().out()).contains("\nidentical: ");

    Damage.flipOneByteOfARecord(cluster.broker(2).dataDirectory(), "\"origin\"");

    final CliResult damaged = offline.run(verify).exits(7);
    assertThat(damaged.out() + damaged.err()).contains("broker-2");
  }

  private static Map<Integer, List<String>> byPartition(List<String> lines) {
    final Map<Integer, List<String>> grouped = new TreeMap<>();
    for (final String line : lines) {
      final int partition = Integer.parseInt(line.substring(0, line.indexOf(' ')));
      assertThat(partition).isBetween(0, PARTITIONS - 1);
      grouped.computeIfAbsent(partition, ignored -> new ArrayList<>()).add(line);
    }
    return grouped;
  }

  private static List<String> values(List<String> lines) {
    return lines.stream().map(line -> line.substring(line.indexOf('{'))).toList();
  }

  private static void offsetsAreDense(int partition, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).startsWith(partition + " " + i + " ");
    }
  }
}
