package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.ProducerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaders are killed under idempotent producers, one after another: a few, or as many as {@code
 * rafthold.leader.kills} says. {@code rafthold.leader.seed} repeats the choices, not the timing.
 */
class ExactnessTest {
  private static final Logger LOGGER = LoggerFactory.getLogger(ExactnessTest.class);
  private static final List<String> TOPICS = List.of("quorum", "quorum-sync");
  private static final int PARTITIONS = 2;
  private static final int DEFAULT_KILLS = 3;
  private static final int RECORDS_PER_SECOND = 150;
  private static final int PROGRESS_RECORDS = 20;
  private static final int MAX_DELAY_MS = 400;
  private static final Duration PROGRESS_BOUND = Duration.ofMinutes(3);
  private static final Duration DELIVERY_BOUND = Duration.ofMinutes(5);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  private final List<NumberedWriter> patient = new ArrayList<>();
  private final List<NumberedWriter> all = new ArrayList<>();
  private Random random;
  private TestCluster cluster;

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void eachAcknowledgedRecordIsThereOnceAndInOrder() throws InterruptedException {
    final long seed = Long.getLong("rafthold.leader.seed", new Random().nextLong());
    LOGGER.info("seed {}", seed);
    random = new Random(seed);
    cluster = new TestCluster(processes, directory, 3, "leader.rebalance.after: 500ms").start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    for (final String topic : TOPICS) {
      cli.run(
              "topic",
              "create",
              topic,
              "--partitions",
              Integer.toString(PARTITIONS),
              "--replicas",
              "3",
              "--ack",
              topic,
              "--segment-bytes",
              "1048576")
          .ok();
    }
    final int kills = Integer.getInteger("rafthold.leader.kills", DEFAULT_KILLS);
    try (Observer observer = new Observer(cluster.bootstrap())) {
      TOPICS.forEach(this::startWriters);
      for (int kill = 0; kill < kills; kill++) {
        final Duration silence = killLeader(observer);
        LOGGER.info("leader {} of {}: silence {} ms", kill + 1, kills, silence.toMillis());
      }
      for (final NumberedWriter writer : all) {
        writer.finish();
      }
      for (final String topic : TOPICS) {
        final WrittenTopic written = WrittenTopic.read(cluster.bootstrap(), topic, PARTITIONS);
        LOGGER.info("topic {}: {}", topic, written.verify(writersOf(topic)));
      }
      for (final NumberedWriter writer : patient) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          final Outcomes outcomes = writer.outcomes(partition);
          assertThat(outcomes.acknowledged())
              .as("whoever waits is told of each record that it is written; seed %d", seed)
              .isEqualTo(outcomes.sent());
        }
      }
    } finally {
      all.forEach(NumberedWriter::close);
    }
  }

  /** Two that wait as long as it takes, of which one fills the window, and one that gives up. */
  private void startWriters(String topic) {
    patient.add(
        start(topic, "waits", NumberedWriter.settings().deliveryTimeout(DELIVERY_BOUND).build()));
    patient.add(
        start(
            topic,
            "hurries",
            NumberedWriter.settings()
                .deliveryTimeout(DELIVERY_BOUND)
                .attemptTimeout(Duration.ofMillis(100))
                .maxInFlightBatches(64)
                .maxBatchBytes(1024)
                .build()));
    start(
        topic,
        "gives-up",
        NumberedWriter.settings()
            .deliveryTimeout(Duration.ofMillis(150))
            .attemptTimeout(Duration.ofMillis(50))
            .maxBatchBytes(1024)
            .build());
  }

  private NumberedWriter start(
      String topic, String name, ProducerSettings<String, String> settings) {
    final NumberedWriter writer =
        new NumberedWriter(
            name,
            cluster.bootstrap(),
            topic,
            PARTITIONS,
            RECORDS_PER_SECOND,
            random.nextLong(),
            settings);
    all.add(writer);
    return writer;
  }

  private List<NumberedWriter> writersOf(String topic) {
    return all.stream().filter(writer -> writer.topic().equals(topic)).toList();
  }

  /** Returns how long the next records of the partition took. */
  private Duration killLeader(Observer observer) {
    final String topic = TOPICS.get(random.nextInt(TOPICS.size()));
    final int partition = random.nextInt(PARTITIONS);
    final BrokerProcess leader = cluster.broker(observer.awaitLeader(topic, partition));
    Await.pass(Duration.ofMillis(random.nextInt(MAX_DELAY_MS)));
    final long killedNs = System.nanoTime();
    leader.kill();
    final Outcomes watched = writersOf(topic).get(0).outcomes(partition);
    final long target = watched.acknowledged() + PROGRESS_RECORDS;
    Await.until(
        "partition " + partition + " of " + topic + " goes on without broker " + leader.id(),
        PROGRESS_BOUND,
        () -> watched.acknowledged() >= target);
    final Duration silence = Duration.ofNanos(System.nanoTime() - killedNs);
    leader.start().awaitReady();
    return silence;
  }
}
