package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brokers come, go and die under load, and nothing that was acknowledged is lost or doubled. */
@Timeout(300)
class MembershipTest {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipTest.class);
  private static final String TOPIC = "moving";
  private static final int RECORDS = 300;
  private static final int RECORDS_PER_SECOND = 1000;
  private static final Duration PROGRESS_BOUND = Duration.ofSeconds(60);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  @Test
  void aDeadBrokerIsReplacedByABlankOneOnline() throws InterruptedException {
    final TestCluster cluster = new TestCluster(processes, directory, 3).start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    create(cli);
    try (Load load = new Load(cluster.bootstrap(), TOPIC, RECORDS_PER_SECOND)) {
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      load.listen();
      final BrokerProcess dead = cluster.broker(1);
      dead.kill();
      dead.wipe();
      load.awaitMore(RECORDS, PROGRESS_BOUND);

      dead.start().awaitReady();
      Await.until(
          "the others say that the wiped broker is refused",
          PROGRESS_BOUND,
          () ->
              cluster.broker(0).errors().contains("cluster remove 1")
                  || cluster.broker(2).errors().contains("cluster remove 1"));
      Await.until(
          "the wiped broker says so itself",
          PROGRESS_BOUND,
          () -> dead.errors().contains("ignores this broker's answers"));
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      dead.kill();

      final BrokerProcess blank = cluster.joiner().start().awaitReady();
      final CliResult added = cli.run("cluster", "add", "3", blank.address()).ok();
      assertThat(added.lastLine()).isEqualTo("added broker 3");
      final CliResult removed = cli.run("cluster", "remove", "1").ok();
      assertThat(removed.lastLine()).isEqualTo("removed broker 1");
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      report("a dead broker replaced", load);

      final CliResult status = cli.run("cluster", "status").ok();
      assertThat(status.out()).contains("healthy").doesNotContain("127.0.0.1:1 ");
      assertThat(cli.run("cluster", "add", "1", blank.address()).exits(2).err())
          .contains("broker 1 was removed");
      load.finish().verify();
    }
    verifyLogs(cluster, List.of(0, 2, 3));
  }

  @Test
  void aClusterGrowsToFiveAndShrinksBackToThree() throws InterruptedException {
    final TestCluster cluster =
        new TestCluster(processes, directory, 3, "leader.rebalance.after: 1s").start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    create(cli);
    try (Load load = new Load(cluster.bootstrap(), TOPIC, RECORDS_PER_SECOND)) {
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      refusals(cli);
      load.listen();
      for (final String id : List.of("3", "4")) {
        final BrokerProcess blank = cluster.joiner().start().awaitReady();
        cli.run("cluster", "add", id, blank.address()).ok();
      }
      for (final String partition : List.of("0", "1")) {
        for (final String id : List.of("3", "4")) {
          cli.run("partition", "add-replica", TOPIC, partition, "--broker", id).ok();
        }
      }
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      report("from three to five", load);
      cli.run("cluster", "transfer", TOPIC, "0", "--to", "3").ok();

      load.listen();
      cluster.brokers().forEach(BrokerProcess::killAtOnce);
      cluster.brokers().forEach(BrokerProcess::awaitExit);
      cluster.brokers().forEach(BrokerProcess::start);
      cluster.brokers().forEach(BrokerProcess::awaitReady);
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      report("all five killed and started again", load);

      load.listen();
      for (final String partition : List.of("0", "1")) {
        for (final String id : List.of("0", "1")) {
          cli.run("partition", "remove-replica", TOPIC, partition, "--broker", id).ok();
        }
      }
      cli.run("cluster", "remove", "0").ok();
      cli.run("cluster", "remove", "1").ok();
      cluster.broker(0).stop();
      cluster.broker(1).stop();
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      report("from five to three", load);
      assertThat(cli.run("cluster", "status").ok().out()).contains("healthy");
      load.finish().verify();
    }
    verifyLogs(cluster, List.of(2, 3, 4));
  }

  private static void create(Cli cli) {
    cli.run("topic", "create", TOPIC, "--partitions", "2", "--replicas", "3").ok();
  }

  private static void refusals(Cli cli) {
    assertThat(cli.run("cluster", "remove", "0").exits(2).err())
        .contains("3 replicas", "2 brokers would be left");
    assertThat(cli.run("cluster", "remove", "9").exits(3).err()).contains("no broker 9");
    assertThat(cli.run("cluster", "add", "1", "127.0.0.1:1:2").exits(2).err())
        .contains("there is a broker 1 already");
    cli.run("cluster", "add", "7", "nonsense").exits(2);
    assertThat(cli.run("partition", "add-replica", TOPIC, "0", "--broker", "0").exits(2).err())
        .contains("already");
    assertThat(cli.run("partition", "add-replica", TOPIC, "0", "--broker", "9").exits(3).err())
        .contains("no broker 9");
    cli.run("partition", "add-replica", TOPIC, "5", "--broker", "1").exits(3);
    cli.run("partition", "add-replica", "nowhere", "0", "--broker", "1").exits(3);
    assertThat(cli.run("partition", "remove-replica", TOPIC, "0", "--broker", "9").exits(2).err())
        .contains("no replica on broker 9");
  }

  private static void report(String what, Load load) {
    LOG.info(
        "{}: longest time without an acknowledgement {} ms, {} acknowledged in all",
        what,
        load.longestSilence().toMillis(),
        load.acknowledgedCount());
  }

  private void verifyLogs(TestCluster cluster, List<Integer> ids) {
    cluster.stop();
    final List<String> verify = new ArrayList<>(List.of("log", "verify"));
    ids.forEach(id -> verify.add(cluster.broker(id).dataDirectory().toString()));
    assertThat(new Cli(processes, directory, null).run(verify.toArray(String[]::new)).ok().out())
        .containsAnyOf("identical: ", "incomplete: ");
  }
}
