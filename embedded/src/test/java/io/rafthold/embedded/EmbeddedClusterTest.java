package io.rafthold.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.client.Admin;
import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.TopicInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmbeddedClusterTest {
  private static final int RECORDS = 200;

  @Test
  void aClusterOutlivesItsLeader() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(3)) {
      final Letters letters = new Letters(cluster.client(), 3);
      letters.send(RECORDS);

      final int killed = cluster.leaderOf(Letters.TOPIC, 0);
      cluster.kill(killed);
      assertThat(cluster.isRunning(killed)).isFalse();
      letters.send(RECORDS);
      assertThat(cluster.leaderOf(Letters.TOPIC, 0)).isNotEqualTo(killed);
      letters.assertComplete();

      cluster.restart(killed);
      Eventually.holds("the one that was killed has caught up", letters::areEverywhere);
      final int stopped = cluster.leaderOf(Letters.TOPIC, 0);
      cluster.stop(stopped);
      letters.send(RECORDS);
      cluster.restart(stopped);
      Eventually.holds("the one that was stopped has caught up", letters::areEverywhere);
      letters.assertComplete();
    }
  }

  @Test
  void aTopicGrowsWhereNoBrokerHasAllOfIt() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(3);
        RaftholdClient writer = RaftholdClient.builder().bootstrap(cluster.bootstrap()).build();
        Producer<String, String> producer =
            writer.newProducer(ProducerSettings.builder(Codec.string(), Codec.string()).build())) {
      final Admin admin = cluster.client().admin();
      assertThat(admin.createTopic(new NewTopic("t", 3).withReplicas(1)).partitions()).hasSize(3);
      producer.send("t", null, "before").join();

      final TopicInfo grown = admin.growTopic("t", 8);
      assertThat(grown.partitions()).hasSize(8).noneMatch(each -> each.leader() < 0);
      for (int i = 0; i < 8; i++) {
        assertThat(
                producer.send(new ProducerRecord<>("t", i, null, "v", List.of())).join().offset())
            .isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void aBrokerThatWasAwayOpensWhatWasAddedMeanwhile() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(3);
        Producer<String, String> producer =
            cluster
                .client()
                .newProducer(ProducerSettings.builder(Codec.string(), Codec.string()).build())) {
      final Admin admin = cluster.client().admin();
      admin.createTopic(new NewTopic("t", 1).withReplicas(3));
      cluster.kill(0);
      assertThat(admin.growTopic("t", 3).partitions()).hasSize(3);
      cluster.restart(0);
      final ProducerRecord<String, String> record =
          new ProducerRecord<>("t", 2, null, "v", List.of());
      producer.send(record).join();

      // The majority is now it and one other.
      cluster.kill(1);
      assertThat(producer.send(record).join().offset()).isOne();
    }
  }

  @Test
  void allOfThemMayDieAtOnce() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(3, Map.of("ack", "quorum"))) {
      final Letters letters = new Letters(cluster.client(), 3);
      letters.send(RECORDS);
      for (int id = 0; id < cluster.size(); id++) {
        cluster.kill(id);
      }
      for (int id = 0; id < cluster.size(); id++) {
        cluster.restart(id);
      }
      letters.assertComplete();
      letters.send(RECORDS);
      letters.assertComplete();
    }
  }

  @Test
  void aBrokerKeepsWhatItAcknowledged() {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      final Letters letters = new Letters(broker.client(), 1);
      for (int i = 0; i < 3; i++) {
        letters.send(RECORDS);
        broker.kill();
        broker.restart();
        letters.assertComplete();
      }
      letters.send(RECORDS);
      broker.restart();
      letters.assertComplete();
    }
  }

  @Test
  void onlyACleanStopLeavesAMark() throws IOException {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(1)) {
      new Letters(cluster.client(), 1).send(RECORDS);
      final Path mark = cluster.dataDirectory(0).resolve("broker.run");

      cluster.kill(0);
      assertThat(Files.readString(mark)).contains("clean=false");
      cluster.restart(0);
      cluster.stop(0);
      assertThat(Files.readString(mark)).contains("clean=true");
    }
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    // What the libraries keep for the whole process is there after the first one.
    EmbeddedBroker.start().close();
    final Set<String> filesBefore = files();
    final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

    try (EmbeddedCluster cluster = EmbeddedCluster.start(3)) {
      new Letters(cluster.client(), 3).send(RECORDS);
      cluster.kill(0);
      cluster.stop(1);
      cluster.restart(0);
      assertThat(files()).isNotEqualTo(filesBefore);
    }

    assertThat(files()).isEqualTo(filesBefore);
    Eventually.holds("all threads have ended", () -> newThreads(threadsBefore).isEmpty());
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> EmbeddedCluster.start(0)).hasMessageContaining("1 to 15");
    assertThatThrownBy(() -> EmbeddedCluster.start(1, Map.of("segment.bytes", "7")))
        .isInstanceOf(EmbeddedException.class)
        .hasMessageContaining("segment.bytes");
    final EmbeddedCluster cluster = EmbeddedCluster.start(1);
    assertThatThrownBy(() -> cluster.kill(1)).hasMessageContaining("no broker 1");
    cluster.close();
    cluster.close();
    assertThatIllegalStateException().isThrownBy(cluster::client).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(() -> cluster.restart(0));
  }

  private static Set<Thread> newThreads(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !before.contains(thread))
        .filter(thread -> thread.getName().matches(".*(rafthold|aeron|agent|async-task).*"))
        .collect(Collectors.toSet());
  }

  /** Names below the temporary directory and in shared memory that are ours, of this process. */
  private static Set<String> files() throws IOException {
    final Set<String> names = new TreeSet<>();
    for (final String parent : new String[] {System.getProperty("java.io.tmpdir"), "/dev/shm"}) {
      try (Stream<Path> children = Files.list(Path.of(parent))) {
        children
            .map(Path::toString)
            .filter(
                name ->
                    name.contains(TemporaryDirectories.PREFIX)
                        || name.contains("rafthold-client-" + ProcessHandle.current().pid()))
            .forEach(names::add);
      }
    }
    return names;
  }
}
