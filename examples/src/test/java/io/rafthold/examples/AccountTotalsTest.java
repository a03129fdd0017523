package io.rafthold.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.TopicPartition;
import io.rafthold.embedded.EmbeddedCluster;
import io.rafthold.embedded.junit.RaftholdExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AccountTotalsTest {
  private static final int BOOKINGS = 2_000;
  private static final int ACCOUNTS = 7;
  private static final long SEED = 20_261_122;
  private static final Duration SLICE = Duration.ofMillis(100);
  private static final TopicPartition PARTITION = new TopicPartition("bookings", 0);

  @RegisterExtension static final RaftholdExtension RAFTHOLD = RaftholdExtension.cluster(3);

  @Test
  void eachBookingCountsOnceWhoeverDies(
      EmbeddedCluster cluster, RaftholdClient client, @TempDir Path directory) {
    final SplittableRandom random = new SplittableRandom(SEED);
    client.admin().createTopic(new NewTopic(PARTITION.topic(), 1).withReplicas(3));
    final Map<String, Long> expected = book(client, random);
    final Path file = directory.resolve("totals");

    int deaths = 0;
    long processed = 0;
    while (StoredState.load(file).nextOffset() < BOOKINGS) {
      // Each of these dies somewhere between adding and storing, with all that it has in memory.
      try (AccountTotals totals = new AccountTotals(client, PARTITION, file)) {
        for (int polls = 1 + random.nextInt(4); polls > 0; polls--) {
          processed += totals.process(SLICE);
          if (random.nextBoolean()) {
            totals.store();
          }
        }
      }
      if (++deaths == 2) {
        cluster.kill(cluster.leaderOf(PARTITION.topic(), PARTITION.partition()));
      }
    }

    try (AccountTotals totals = new AccountTotals(client, PARTITION, file)) {
      assertThat(totals.totals())
          .as("seed %d, %d deaths, %d bookings read", SEED, deaths, processed)
          .isEqualTo(expected);
      assertThat(totals.nextOffset()).isEqualTo(BOOKINGS);
    }
  }

  private static Map<String, Long> book(RaftholdClient client, SplittableRandom random) {
    final Map<String, Long> sums = new TreeMap<>();
    try (Producer<String, Long> producer =
        client.newProducer(
            ProducerSettings.builder(Codec.string(), Codec.int64()).maxBatchBytes(2_048).build())) {
      for (int i = 0; i < BOOKINGS; i++) {
        final String account = "account-" + random.nextInt(ACCOUNTS);
        final long amount = random.nextLong(-1_000, 1_000);
        sums.merge(account, amount, Long::sum);
        final var unused = producer.send(PARTITION.topic(), account, amount);
      }
      producer.flush(Duration.ofSeconds(30));
    }
    return sums;
  }
}
