package io.rafthold.embedded.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rafthold.client.NewTopic;
import io.rafthold.client.RaftholdClient;
import io.rafthold.embedded.EmbeddedCluster;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

class RaftholdExtensionTest {
  @Nested
  @ExtendWith(RaftholdExtension.class)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OneBrokerForTheClass {
    private final Set<String> seen = new HashSet<>();

    @Test
    void isThereForTheFirst(EmbeddedCluster cluster) {
      assertIsTheOne(cluster);
    }

    @Test
    void isThereForTheSecond(EmbeddedCluster cluster) {
      assertIsTheOne(cluster);
    }

    private void assertIsTheOne(EmbeddedCluster cluster) {
      seen.add(cluster.bootstrap());
      assertThat(seen).hasSize(1);
      assertThat(cluster.size()).isEqualTo(1);
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_METHOD)
  class ANewBrokerForEachTest {
    @RegisterExtension private final RaftholdExtension rafthold = RaftholdExtension.broker();

    @Test
    void isEmptyForTheFirst(RaftholdClient client) {
      assertEmpty(client);
    }

    @Test
    void isEmptyForTheSecond(RaftholdClient client) {
      assertEmpty(client);
    }

    private void assertEmpty(RaftholdClient client) {
      assertThat(client).isSameAs(rafthold.client());
      assertThat(client.admin().listTopics()).isEmpty();
      client.admin().createTopic(new NewTopic("mine", 1));
      assertThat(client.admin().listTopics()).hasSize(1);
    }
  }

  @Test
  void outsideOfTestsThereIsNoCluster() {
    assertThatIllegalStateException()
        .isThrownBy(() -> RaftholdExtension.cluster(3).client())
        .withMessageContaining("no test runs");
  }
}
