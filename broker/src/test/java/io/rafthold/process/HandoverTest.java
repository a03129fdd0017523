package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaders change on purpose while records flow: nothing is lost, and the gap is small. */
class HandoverTest {
  private static final Logger LOG = LoggerFactory.getLogger(HandoverTest.class);
  private static final String TOPIC = "handover";
  private static final int TRANSFERS = 6;
  private static final int RECORDS = 300;
  private static final int RECORDS_PER_SECOND = 1000;
  private static final Duration PROGRESS_BOUND = Duration.ofSeconds(30);

  /** So long that a gap below it cannot be an election's, however loaded the machine is. */
  private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(3);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  @Test
  void nothingIsLostAndTheGapIsSmallerThanAnElection() throws InterruptedException {
    final TestCluster cluster =
        new TestCluster(
                processes,
                directory,
                3,
                "leader.rebalance.after: 2s",
                "election.timeout: " + ELECTION_TIMEOUT.toSeconds() + "s..4s")
            .start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    cli.run("topic", "create", TOPIC, "--partitions", "1", "--replicas", "3").ok();
    try (Observer observer = new Observer(cluster.bootstrap());
        Load load = new Load(cluster.bootstrap(), TOPIC, RECORDS_PER_SECOND)) {
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      for (int i = 0; i < TRANSFERS; i++) {
        final int to = (observer.awaitLeader(TOPIC, 0) + 1) % 3;
        load.listen();
        cli.run("cluster", "transfer", TOPIC, "0", "--to", Integer.toString(to)).ok();
        load.awaitMore(RECORDS, PROGRESS_BOUND);
        report("transfer to " + to, load);
        assertThat(load.longestSilence()).isLessThan(ELECTION_TIMEOUT);
        assertThat(observer.awaitLeader(TOPIC, 0)).isEqualTo(to);
      }
      final BrokerProcess leader = cluster.broker(observer.awaitLeader(TOPIC, 0));
      load.listen();
      assertThat(leader.stop()).isZero();
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      report("SIGTERM of leader " + leader.id(), load);
      assertThat(load.longestSilence()).isLessThan(ELECTION_TIMEOUT);
      assertThat(observer.awaitLeader(TOPIC, 0)).isNotEqualTo(leader.id());

      leader.start().awaitReady();
      load.listen();
      Await.until(
          "the preferred leader leads again",
          PROGRESS_BOUND,
          () -> observer.awaitLeader(TOPIC, 0) == leader.id());
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      report("return to preferred leader " + leader.id(), load);
      refusals(cli, leader.id());
      load.finish().verify();
    }
  }

  private static void refusals(Cli cli, int leader) {
    cli.run("cluster", "transfer", "nowhere", "0", "--to", "1", "--timeout", "3s").exits(3);
    cli.run("cluster", "transfer", TOPIC, "7", "--to", "1").exits(3);
    final CliResult nobody = cli.run("cluster", "transfer", TOPIC, "0", "--to", "9").exits(2);
    assertThat(nobody.err()).contains("broker 9");
    cli.run("cluster", "transfer", TOPIC, "0", "--to", Integer.toString(leader)).ok();
  }

  private static void report(String what, Load load) {
    LOG.info(
        "{}: longest time without an acknowledgement {} ms",
        what,
        load.longestSilence().toMillis());
  }
}
