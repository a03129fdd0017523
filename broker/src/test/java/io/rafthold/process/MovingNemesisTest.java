package io.rafthold.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replicas move from broker to broker while brokers are killed, paused and cut off: a few rounds,
 * or as many as {@code rafthold.nemesis.rounds} says. {@code rafthold.nemesis.seed} repeats the
 * choice of moves and faults, not their timing.
 */
class MovingNemesisTest {
  private static final String TOPIC = "wandering";
  private static final int BROKERS = 4;
  private static final int DEFAULT_ROUNDS = 2;
  private static final int RECORDS = 200;
  private static final int RECORDS_PER_SECOND = 2000;
  private static final int MAX_DELAY_MS = 400;
  private static final Duration PROGRESS_BOUND = Duration.ofSeconds(60);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  private Random random;
  private TestCluster cluster;
  private Cli cli;

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void nothingIsLostWhereverTheReplicasGo(TestReporter reporter) throws InterruptedException {
    final long seed = Long.getLong("rafthold.nemesis.seed", new Random().nextLong());
    reporter.publishEntry("seed", Long.toString(seed));
    random = new Random(seed);
    cluster =
        new TestCluster(processes, directory, BROKERS, "leader.rebalance.after: 500ms").start();
    cli = new Cli(processes, directory, cluster.bootstrap());
    cli.run("topic", "create", TOPIC, "--partitions", "1", "--replicas", "3").ok();
    try (Observer observer = new Observer(cluster.bootstrap());
        Load load = new Load(cluster.bootstrap(), TOPIC, RECORDS_PER_SECOND)) {
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      final int rounds = Integer.getInteger("rafthold.nemesis.rounds", DEFAULT_ROUNDS);
      int[] target = observer.target(TOPIC, 0);
      for (int round = 0; round < rounds; round++) {
        final int[] on = target;
        final int to =
            IntStream.range(0, BROKERS)
                .filter(id -> IntStream.of(on).noneMatch(each -> each == id))
                .findFirst()
                .orElseThrow();
        final int from = on[random.nextInt(on.length)];
        change("add-replica", to);
        final String first = hurt();
        change("remove-replica", from);
        final String second = hurt();
        reporter.publishEntry(
            "round " + round, "from " + from + " to " + to + ": " + first + ", " + second);
        Await.until(
            "the replica moved from " + from + " to " + to + "; seed " + seed,
            PROGRESS_BOUND,
            () -> observer.isMoved(TOPIC, from, to));
        target = IntStream.of(on).map(each -> each == from ? to : each).toArray();
        load.awaitMore(RECORDS, PROGRESS_BOUND);
      }
      load.finish().verify();
    }
  }

  private void change(String what, int brokerId) {
    cli.run("partition", what, TOPIC, "0", "--broker", Integer.toString(brokerId), "--no-wait")
        .ok();
    delay();
  }

  private String hurt() {
    final BrokerProcess victim = cluster.broker(random.nextInt(BROKERS));
    switch (random.nextInt(4)) {
      case 0 -> {
        victim.kill();
        delay();
        victim.start().awaitReady();
        return "kill " + victim.id();
      }
      case 1 -> {
        victim.pause();
        delay();
        delay();
        victim.resume();
        return "pause " + victim.id();
      }
      case 2 -> {
        final int other = (victim.id() + 1 + random.nextInt(BROKERS - 1)) % BROKERS;
        victim.cutTo(other);
        delay();
        delay();
        victim.cutTo();
        return "cut from " + victim.id() + " to " + other;
      }
      default -> {
        return "nothing";
      }
    }
  }

  private void delay() {
    Await.pass(Duration.ofMillis(random.nextInt(MAX_DELAY_MS)));
  }
}
