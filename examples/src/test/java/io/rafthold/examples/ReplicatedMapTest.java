package io.rafthold.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.NewTopic;
import io.rafthold.client.RaftholdClient;
import io.rafthold.embedded.EmbeddedCluster;
import io.rafthold.embedded.junit.RaftholdExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReplicatedMapTest {
  private static final String TOPIC = "settings";
  private static final int KEYS = 50;

  @RegisterExtension static final RaftholdExtension RAFTHOLD = RaftholdExtension.cluster(3);

  @Test
  void allCopiesBecomeTheSameAndASnapshotShortensTheStart(
      EmbeddedCluster cluster, RaftholdClient client, @TempDir Path directory) {
    client.admin().createTopic(new NewTopic(TOPIC, 1).withReplicas(3));
    try (ReplicatedMap mine = new ReplicatedMap(client, TOPIC, directory.resolve("mine"));
        ReplicatedMap yours = new ReplicatedMap(client, TOPIC, directory.resolve("yours"))) {
      for (int i = 0; i < KEYS; i++) {
        mine.put("key-" + i, "of mine");
      }
      yours.put("key-0", "of yours");
      yours.remove("key-1");
      assertThat(yours.get("key-0")).isEqualTo("of yours");
      assertThat(yours.contents()).hasSize(KEYS - 1).doesNotContainKey("key-1");

      mine.awaitApplied(yours.nextOffset() - 1);
      assertThat(mine.contents()).isEqualTo(yours.contents());
      mine.snapshot();

      cluster.kill(cluster.leaderOf(TOPIC, 0));
      yours.put("key-2", "after the death of the leader");
      assertReopenedIsAs(yours, client, directory.resolve("mine"));
    }
  }

  private static void assertReopenedIsAs(
      ReplicatedMap other, RaftholdClient client, Path snapshot) {
    try (ReplicatedMap reopened = new ReplicatedMap(client, TOPIC, snapshot)) {
      assertThat(reopened.contents()).hasSize(KEYS - 1);
      reopened.awaitApplied(other.nextOffset() - 1);
      assertThat(reopened.contents()).isEqualTo(other.contents());
      assertThat(reopened.applied()).as("only what is behind the snapshot").isEqualTo(1);
    }
  }
}
