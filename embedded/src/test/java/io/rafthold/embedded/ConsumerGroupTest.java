package io.rafthold.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.GroupSettings;
import io.rafthold.client.NewTopic;
import io.rafthold.client.TopicPartition;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Groups whose members come, go and die, and whose brokers die, while records keep coming. */
class ConsumerGroupTest {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroupTest.class);
  private static final String TOPIC = "trades";
  private static final int PARTITIONS = 6;
  private static final Duration SESSION = Duration.ofSeconds(3);

  /** Nobody is held to be dead by mistake on a busy machine; a member asks three times in it. */
  private static final Duration LONG_SESSION = Duration.ofSeconds(15);

  private final GroupLedger ledger = new GroupLedger();
  private EmbeddedCluster cluster;

  @BeforeEach
  void start() {
    cluster = EmbeddedCluster.start(3);
    cluster.client().admin().createTopic(new NewTopic(TOPIC, PARTITIONS).withReplicas(3));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void whoeverJoinsTakesItsShareAndTheOthersRunOn() {
    try (GroupLoad load = load();
        GroupMember anna = member("anna", LONG_SESSION);
        GroupMember bert = member("bert", LONG_SESSION)) {
      Eventually.holds("two share the topic", () -> areShared(anna, bert));
      awaitProgress(load);
      final Set<TopicPartition> before = anna.assigned();
      before.addAll(bert.assigned());

      final long startNs = System.nanoTime();
      try (GroupMember carl = member("carl", LONG_SESSION)) {
        Eventually.holds("three share it", () -> areShared(anna, bert, carl));
        awaitProgress(load);
        final long endNs = System.nanoTime();
        final Set<TopicPartition> moved = carl.assigned();
        assertThat(moved).hasSize(PARTITIONS / 3);
        before.removeAll(moved);
        print("carl joins: gap of moved", moved, startNs, endNs);
        print("carl joins: gap of untouched", before, startNs, endNs);
      }
      Eventually.holds("two share it again", () -> areShared(anna, bert));
      awaitProgress(load);
    }
    assertThat(ledger.refusals()).isEmpty();
    ledger.check("members come and go");
    assertThat(ledger.repeats()).as("in order, nothing is delivered twice").isZero();
  }

  @Test
  void aDeadMembersPartitionsGoToTheOthers() {
    try (GroupLoad load = load();
        GroupMember anna = member("anna", SESSION)) {
      final GroupMember bert = member("bert", SESSION);
      Eventually.holds("two share the topic", () -> areShared(anna, bert));
      awaitProgress(load);
      final Set<TopicPartition> berts = bert.assigned();
      final Set<TopicPartition> annas = anna.assigned();

      final long startNs = System.nanoTime();
      bert.die();
      Eventually.holds("one has it all", () -> areShared(anna));
      awaitProgress(load);
      final long endNs = System.nanoTime();
      print("bert dies, session timeout " + SESSION + ": gap of his", berts, startNs, endNs);
      print("bert dies: gap of the others", annas, startNs, endNs);
    }
    ledger.check("a member dies");
  }

  @Test
  void groupsOutliveTheirLeaders() {
    try (GroupLoad load = load();
        GroupMember anna = member("anna", SESSION);
        GroupMember bert = member("bert", SESSION)) {
      Eventually.holds("two share the topic", () -> areShared(anna, bert));
      awaitProgress(load);

      final int controller = cluster.client().admin().describeCluster().controller();
      long startNs = System.nanoTime();
      cluster.kill(controller);
      awaitProgress(load);
      print("the leader of group 0 dies: gap", all(), startNs, System.nanoTime());
      Eventually.holds("they share it still", () -> areShared(anna, bert));
      cluster.restart(controller);

      final int leader = cluster.leaderOf(TOPIC, 0);
      startNs = System.nanoTime();
      cluster.kill(leader);
      awaitProgress(load);
      print("a partition's leader dies: gap", all(), startNs, System.nanoTime());
      cluster.restart(leader);
      try (GroupMember carl = member("carl", SESSION)) {
        Eventually.holds("a third one finds its way", () -> areShared(anna, bert, carl));
        awaitProgress(load);
      }
    }
    ledger.check("leaders die");
  }

  @Test
  void partitionsThatAreAddedAreSharedOutWhileTheOthersRunOn() {
    final int grown = PARTITIONS + 4;
    try (GroupLoad load = load();
        GroupMember anna = member("anna", LONG_SESSION);
        GroupMember bert = member("bert", LONG_SESSION)) {
      Eventually.holds("two share the topic", () -> areShared(anna, bert));
      awaitProgress(load);

      final long startNs = System.nanoTime();
      cluster.client().admin().growTopic(TOPIC, grown);
      Eventually.holds(
          "two share the larger one",
          () -> anna.assigned().size() == grown / 2 && bert.assigned().size() == grown / 2);
      final long sharedNs = System.nanoTime();
      try (GroupLoad added = new GroupLoad(cluster.bootstrap(), TOPIC, PARTITIONS, grown)) {
        awaitProgress(load);
        for (int i = PARTITIONS; i < grown; i++) {
          final int number = i;
          final TopicPartition each = new TopicPartition(TOPIC, number);
          Eventually.holds(
              each + " is read",
              () -> added.sent(number) > 100 && ledger.hasAll(each, added.sent(number) - 50));
        }
      }
      LOG.info("{} partitions are shared out after ms {}", grown, (sharedNs - startNs) / 1_000_000);
      print("the topic grows: gap of the others", all(), startNs, sharedNs);
    }
    assertThat(ledger.refusals()).isEmpty();
    ledger.check("a topic grows");
    assertThat(ledger.repeats()).as("in order, nothing is delivered twice").isZero();
  }

  private GroupLoad load() {
    return new GroupLoad(cluster.bootstrap(), TOPIC, PARTITIONS);
  }

  private GroupMember member(String name, Duration session) {
    return new GroupMember(
        name,
        cluster.bootstrap(),
        GroupSettings.of("desk").withSessionTimeout(session),
        List.of(TOPIC),
        ledger);
  }

  /** Waits until all that was sent by now is processed. */
  private void awaitProgress(GroupLoad load) {
    for (final TopicPartition partition : all()) {
      final long sent = load.sent(partition.partition());
      Eventually.holds(
          "record " + sent + " of " + partition + " is processed",
          () -> ledger.hasAll(partition, sent));
    }
  }

  /** Tells whether members have a fair part each, and all of it together. */
  private static boolean areShared(GroupMember... members) {
    final Set<TopicPartition> all = new HashSet<>();
    for (final GroupMember member : members) {
      final Set<TopicPartition> assigned = member.assigned();
      all.addAll(assigned);
      if (assigned.size() != PARTITIONS / members.length) {
        return false;
      }
    }
    return all.size() == PARTITIONS;
  }

  private static Set<TopicPartition> all() {
    final Set<TopicPartition> all = new HashSet<>();
    for (int i = 0; i < PARTITIONS; i++) {
      all.add(new TopicPartition(TOPIC, i));
    }
    return all;
  }

  private void print(String what, Set<TopicPartition> partitions, long startNs, long endNs) {
    final Set<Long> gapsMs = new TreeSet<>();
    for (final TopicPartition partition : partitions) {
      gapsMs.add(TimeUnit.NANOSECONDS.toMillis(ledger.longestGapNs(partition, startNs, endNs)));
    }
    LOG.info("{} in ms {}", what, gapsMs);
  }
}
