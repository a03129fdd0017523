package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.partition.CommitStage;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches that whole brokers append are followed to the end; what is history is not. */
class StageHistogramsTest {
  private static final long SEED = 3;
  private static final int RECORDS = 10;

  @Test
  void aLeaderCountsEachStageOfWhatItAppends(@TempDir Path directory) {
    try (CoreCluster cluster = new CoreCluster(directory, 3, SEED)) {
      TopicCreation.of("trades", 1).send(cluster, cluster.awaitLeader(0));
      final CoreCluster.Node leader = cluster.awaitLeader(CoreClient.GROUP_ID);
      final CoreClient client = new CoreClient(cluster, new SplittableRandom(SEED));

      client.produce(RECORDS);
      cluster.await("all is flushed", () -> count(leader, CommitStage.FLUSHED) == RECORDS);

      for (final CommitStage stage : CommitStage.values()) {
        final int expected = stage == CommitStage.DELIVERED ? 0 : RECORDS;
        assertThat(count(leader, stage)).as(stage.label()).isEqualTo(expected);
      }
      client.readAllFrom(leader.id);
      assertThat(count(leader, CommitStage.DELIVERED)).as("history").isZero();
      client.subscribeAtTheEnd(leader.id);
      client.produce(1);
      cluster.await("it is delivered", () -> count(leader, CommitStage.DELIVERED) == 1);
      for (final CoreCluster.Node node : cluster.running()) {
        if (node != leader) {
          assertThat(count(node, CommitStage.APPENDED)).as("a follower").isZero();
        }
      }
    }
  }

  private static long count(CoreCluster.Node node, CommitStage stage) {
    return node.stages.snapshot().get(stage).count();
  }
}
