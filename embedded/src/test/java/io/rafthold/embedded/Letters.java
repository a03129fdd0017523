package io.rafthold.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.PartitionStatus;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import io.rafthold.client.RecordMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A topic of one partition, what was written to it, and what is read back. */
final class Letters {
  static final String TOPIC = "letters";

  private final RaftholdClient client;
  private final List<String> sent = new ArrayList<>();

  Letters(RaftholdClient client, int replicas) {
    this.client = client;
    client.admin().createTopic(new NewTopic(TOPIC, 1).withReplicas(replicas));
  }

  /** Sends some more and waits for their acknowledgements. */
  void send(int count) {
    try (Producer<String, String> producer =
        client.newProducer(ProducerSettings.builder(Codec.string(), Codec.string()).build())) {
      final List<CompletableFuture<RecordMetadata>> acks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        final String text = "letter " + sent.size();
        sent.add(text);
        acks.add(producer.send(TOPIC, "k", text));
      }
      acks.forEach(CompletableFuture::join);
    }
  }

  /** Reads all back. */
  void assertComplete() {
    final List<String> read = new ArrayList<>();
    try (Reader<String, String> reader =
        client.newReader(new ReaderSettings<>(Codec.string(), Codec.string(), TOPIC))) {
      reader.forEach(record -> read.add(record.value()));
    }
    assertThat(read).isEqualTo(sent);
  }

  /** Tells whether every replica has all of it, and knows that it is committed. */
  boolean areEverywhere() {
    final PartitionStatus partition = client.admin().describeTopic(TOPIC).partitions().get(0);
    return partition.replicas().stream()
        .allMatch(replica -> replica.reachable() && replica.commitOffset() == sent.size());
  }
}
