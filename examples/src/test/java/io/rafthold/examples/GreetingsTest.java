package io.rafthold.examples;

// begin: junit
import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.embedded.EmbeddedCluster;
import io.rafthold.embedded.junit.RaftholdExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GreetingsTest {
  @RegisterExtension static final RaftholdExtension RAFTHOLD = RaftholdExtension.cluster(3);

  @Test
  void greetingsOutliveTheLeader(EmbeddedCluster cluster, RaftholdClient client) throws Exception {
    client.admin().createTopic(new NewTopic("greetings", 1).withReplicas(3));
    try (Producer<String, String> producer =
        client.newProducer(ProducerSettings.builder(Codec.string(), Codec.string()).build())) {
      producer.send("greetings", "en", "hello, world").get();
      cluster.kill(cluster.leaderOf("greetings", 0));
      assertThat(producer.send("greetings", "en", "still there?").get().offset()).isEqualTo(1);
    }
  }
}
// end: junit
