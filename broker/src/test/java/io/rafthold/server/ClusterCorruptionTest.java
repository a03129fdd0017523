package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.LogDamageException;
import io.rafthold.partition.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three brokers in one thread, with real files: one after the other stops, its disk is damaged at
 * random, and it starts again. Whatever that was, all acknowledged records are read from each
 * broker, byte for byte. Some rounds with each build; {@code -Dcorruption.clusters=60} for more,
 * {@code -Dcorruption.seed=N} for the one that a failure names.
 */
@Timeout(14_400)
class ClusterCorruptionTest {
  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterCorruptionTest.class);
  private static final int CLUSTERS = Integer.getInteger("corruption.clusters", 2);
  private static final int ROUNDS = 5;
  private static final int BROKERS = 3;
  private static final int FIRST_RECORDS = 250;
  private static final int RECORDS_A_ROUND = 10;
  private static final int STARTS = 4;

  @TempDir Path directory;

  private CoreCluster cluster;
  private CoreClient client;

  @Test
  void whatADiskLosesTheOthersGiveBack() throws IOException {
    final Long only = Long.getLong("corruption.seed");
    final long first = only == null ? 0 : only;
    final long end = only == null ? CLUSTERS : only + 1;
    int count = 0;
    for (long seed = first; seed < end; seed++) {
      final List<String> damages = new ArrayList<>();
      try {
        run(seed, damages);
      } catch (RuntimeException | Error failure) {
        throw new AssertionError(
            "-Dcorruption.seed=" + seed + ", after " + damages + ": " + failure, failure);
      }
      count += damages.size();
    }
    LOGGER.info("seeds {} to {}: {} damages", first, end - 1, count);
  }

  private void run(long seed, List<String> damages) throws IOException {
    final SplittableRandom random = new SplittableRandom(seed);
    final Path place = directory.resolve("run");
    cluster = new CoreCluster(place, BROKERS, seed);
    try {
      client = new CoreClient(cluster, random);
      TopicCreation.of("trades", 1).send(cluster, cluster.awaitLeader(0));
      client.produce(FIRST_RECORDS);
      for (int round = 0; round < ROUNDS; round++) {
        damageOne(random.nextInt(BROKERS), new RandomDamage(random), random, damages);
      }
    } finally {
      cluster.close();
    }
    RandomDamage.delete(place);
  }

  private void damageOne(
      int victim, RandomDamage damage, SplittableRandom random, List<String> damages)
      throws IOException {
    final Path groups = cluster.at(victim).groups();
    cluster.stop(victim);
    client.produce(RECORDS_A_ROUND);
    final Map<Path, byte[]> votes = votes(groups);
    damage.inflict(groups.resolve(random.nextInt(4) == 0 ? "0" : "1"));
    damages.addAll(damage.damages());
    startAgain(victim, damage, votes);
    client.produce(RECORDS_A_ROUND);
    for (int broker = 0; broker < BROKERS; broker++) {
      client.readAllFrom(broker);
    }
    // What it read it may have repaired meanwhile, from the others.
    client.until("broker " + victim + " is whole", () -> isWhole(victim));
  }

  /** Starts the broker; where its votes are lost, somebody brings them back, else it stays out. */
  private void startAgain(int victim, RandomDamage damage, Map<Path, byte[]> votes)
      throws IOException {
    for (int start = 0; start < STARTS; start++) {
      try {
        cluster.start(victim);
        client.until("broker " + victim + " settles", () -> isWhole(victim) || hasFailed(victim));
        if (!hasFailed(victim)) {
          return;
        }
        if (!damage.hitsVote()) {
          // What was met while running fails the replica first, and is repaired then.
          final String failures = cluster.at(victim).core().failures().toString();
          client.until("broker " + victim + " mends " + failures, () -> isWhole(victim));
          return;
        }
        cluster.stop(victim);
      } catch (LogDamageException refused) {
        assertThat(damage.hitsVote()).as("%s", refused).isTrue();
      }
      for (final Map.Entry<Path, byte[]> vote : votes.entrySet()) {
        Files.write(vote.getKey(), vote.getValue());
      }
    }
    throw new AssertionError("broker " + victim + " does not come back");
  }

  private static Map<Path, byte[]> votes(Path groups) throws IOException {
    final Map<Path, byte[]> votes = new HashMap<>();
    for (final String group : List.of("0", "1")) {
      final Path file = groups.resolve(group).resolve("vote");
      votes.put(file, Files.readAllBytes(file));
    }
    return votes;
  }

  private boolean hasFailed(int broker) {
    return !cluster.at(broker).core().failures().isEmpty();
  }

  /** Tells whether a broker has all of both groups again, and counts. */
  private boolean isWhole(int broker) {
    int whole = 0;
    for (final Replica replica : cluster.at(broker).core().replicas()) {
      final int groupId = replica.settings().groupId();
      final Replica leader =
          cluster.running().stream()
              .flatMap(node -> node.core().replicas().stream())
              .filter(each -> each.settings().groupId() == groupId && each.isReadyToServe())
              .findFirst()
              .orElse(null);
      if (leader != null
          && !replica.isRejoining()
          && replica.commitIndex() >= leader.log().lastIndex()) {
        whole++;
      }
    }
    return whole == 2;
  }
}
