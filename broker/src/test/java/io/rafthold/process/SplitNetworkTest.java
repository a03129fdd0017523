package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Networks that let through one way only, or not everywhere: records go on, and terms stay few,
 * since nobody campaigns whom a majority does not miss (pre-vote, check-quorum and stickiness).
 */
class SplitNetworkTest {
  private static final Logger LOG = LoggerFactory.getLogger(SplitNetworkTest.class);
  private static final String TOPIC = "split";
  private static final int BROKERS = 5;
  private static final int RECORDS = 200;
  private static final int RECORDS_PER_SECOND = 1000;

  /** Elections that a partition may cost: the leader may have to move, and votes may split. */
  private static final long MOST_TERMS = 6;

  private static final Duration PARTITION = Duration.ofSeconds(3);
  private static final Duration PROGRESS_BOUND = Duration.ofSeconds(30);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  private TestCluster cluster;
  private Observer observer;
  private Load load;

  @Test
  void oneWayAndRingPartitionsHealWithoutAnElectionStorm() throws InterruptedException {
    cluster = new TestCluster(processes, directory, BROKERS, "leader.rebalance.after: 0").start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    cli.run("topic", "create", TOPIC, "--partitions", "1", "--replicas", "5").ok();
    try (Observer watching = new Observer(cluster.bootstrap());
        Load loading = new Load(cluster.bootstrap(), TOPIC, RECORDS_PER_SECOND)) {
      observer = watching;
      load = loading;
      load.awaitMore(RECORDS, PROGRESS_BOUND);

      final int first = observer.awaitLeader(TOPIC, 0);
      suffer(
          "the leader does not reach one follower",
          () -> cluster.broker(first).cutTo((first + 1) % BROKERS));
      final int mute = observer.awaitLeader(TOPIC, 0);
      suffer("the leader reaches nobody", () -> cluster.broker(mute).cutTo(allBut(mute)));
      final int deaf = observer.awaitLeader(TOPIC, 0);
      suffer(
          "nobody reaches the leader",
          () -> IntStream.of(allBut(deaf)).forEach(id -> cluster.broker(id).cutTo(deaf)));
      suffer(
          "a ring, where each reaches its two neighbours",
          () ->
              cluster
                  .brokers()
                  .forEach(
                      each -> each.cutTo((each.id() + 2) % BROKERS, (each.id() + 3) % BROKERS)));
      load.finish().verify();
    }
  }

  private static int[] allBut(int brokerId) {
    return IntStream.range(0, BROKERS).filter(id -> id != brokerId).toArray();
  }

  private void suffer(String what, Runnable cut) {
    final long before = observer.highestTerm(TOPIC);
    load.listen();
    cut.run();
    Await.pass(PARTITION);
    final long acknowledged = load.acknowledgedCount();
    cluster.brokers().forEach(BrokerProcess::cutTo);
    load.awaitMore(RECORDS, PROGRESS_BOUND);
    Await.until(
        "all five answer and agree on a leader", PROGRESS_BOUND, () -> observer.isOfOneTerm(TOPIC));
    final long terms = observer.highestTerm(TOPIC) - before;
    LOG.info(
        "{}: {} new terms, longest time without an acknowledgement {} ms, {} acknowledged by then",
        what,
        terms,
        load.longestSilence().toMillis(),
        acknowledged);
    assertThat(terms).as(what).isBetween(0L, MOST_TERMS);
  }
}
