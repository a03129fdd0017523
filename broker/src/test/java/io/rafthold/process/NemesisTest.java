package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random faults under load: a few rounds, or as many as {@code rafthold.nemesis.rounds} says.
 * {@code rafthold.nemesis.seed} repeats the choice of faults, not their timing.
 */
class NemesisTest {
  private static final int BROKERS = 3;
  private static final int DEFAULT_ROUNDS = 3;
  private static final int RECORDS = 500;
  private static final int MAX_PAUSE_MS = 3000;
  private static final Duration PROGRESS_BOUND = Duration.ofSeconds(60);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  private Random random;
  private TestCluster cluster;
  private Cli cli;
  private List<Load> loads;

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void nothingIsLostInAnyRound(TestReporter reporter) throws InterruptedException {
    final long seed = Long.getLong("rafthold.nemesis.seed", new Random().nextLong());
    reporter.publishEntry("seed", Long.toString(seed));
    random = new Random(seed);
    cluster = new TestCluster(processes, directory, BROKERS).start();
    cli = new Cli(processes, directory, cluster.bootstrap());
    for (final String level : List.of("quorum", "quorum-sync")) {
      cli.run(
              "topic",
              "create",
              level,
              "--partitions",
              "3",
              "--replicas",
              "3",
              "--ack",
              level,
              "--segment-bytes",
              "1048576")
          .ok();
    }

    try (Load swift = new Load(cluster.bootstrap(), "quorum");
        Load durable = new Load(cluster.bootstrap(), "quorum-sync")) {
      loads = List.of(swift, durable);
      final int rounds = Integer.getInteger("rafthold.nemesis.rounds", DEFAULT_ROUNDS);
      awaitMore();
      for (int round = 0; round < rounds; round++) {
        reporter.publishEntry("round " + round, hurt());
        cluster.brokers().stream()
            .filter(broker -> !broker.isRunning())
            .forEach(BrokerProcess::start);
        cluster.brokers().forEach(BrokerProcess::awaitReady);
        awaitMore();
      }
      for (final Load load : loads) {
        load.finish().verify();
      }
    }

    cluster.stop();
    final List<String> verify = new ArrayList<>(List.of("log", "verify"));
    verify.addAll(cluster.dataDirectories());
    assertThat(new Cli(processes, directory, null).run(verify.toArray(String[]::new)).ok().out())
        .as("seed %d", seed)
        .containsAnyOf("identical: ", "incomplete: ");
  }

  private String hurt() {
    final int first = random.nextInt(BROKERS);
    final int second = (first + 1 + random.nextInt(BROKERS - 1)) % BROKERS;
    switch (random.nextInt(8)) {
      case 0 -> {
        cluster.broker(first).kill();
        awaitMore();
        return "kill " + first + " until others go on";
      }
      case 1 -> {
        cluster.broker(first).kill();
        cluster.broker(second).kill();
        return "kill " + first + " and " + second;
      }
      case 2 -> {
        cluster.brokers().forEach(BrokerProcess::killAtOnce);
        cluster.brokers().forEach(BrokerProcess::awaitExit);
        return "kill all";
      }
      case 3 -> {
        cluster.broker(first).pause();
        awaitMore();
        cluster.broker(first).resume();
        return "pause " + first + " until others go on";
      }
      case 4 -> {
        cluster.broker(first).pause();
        cluster.broker(second).pause();
        final int pauseMs = random.nextInt(MAX_PAUSE_MS);
        Await.pass(Duration.ofMillis(pauseMs));
        cluster.broker(first).resume();
        cluster.broker(second).resume();
        return "pause " + first + " and " + second + " for " + pauseMs + " ms";
      }
      case 5 -> {
        cluster.broker(first).cutTo(second);
        awaitMore();
        cluster.broker(first).cutTo();
        return "cut the way from " + first + " to " + second + " until others go on";
      }
      case 6 -> {
        final String[] transfer = {
          "cluster", "transfer", "quorum", "0", "--to", Integer.toString(first), "--timeout", "5s"
        };
        final int exitCode = cli.run(transfer).exitCode();
        return "hand a partition over to " + first + ", exit code " + exitCode;
      }
      default -> {
        assertThat(cluster.broker(first).stop()).isZero();
        cluster.broker(second).kill();
        return "stop " + first + ", kill " + second;
      }
    }
  }

  private void awaitMore() {
    loads.forEach(load -> load.awaitMore(RECORDS, PROGRESS_BOUND));
  }
}
