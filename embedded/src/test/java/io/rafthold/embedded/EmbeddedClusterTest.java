package io.rafthold.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                    name.contains("rafthold-embedded-")
                        || name.contains("rafthold-client-" + ProcessHandle.current().pid()))
            .forEach(names::add);
      }
    }
    return names;
  }
}
