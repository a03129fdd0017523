package io.rafthold.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.GroupSettings;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RebalanceListener;
import io.rafthold.client.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a listener may do while its consumer leaves the group. */
class GroupListenerTest {
  private static final String TOPIC = "orders";
  private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
  private static final Duration POLL = Duration.ofMillis(20);

  /** Commits what is let go of, and tries what it must not. */
  private static final class Committing implements RebalanceListener {
    private Consumer<String, String> consumer;

    @Override
    public void onRevoked(Collection<TopicPartition> partitions) {
      assertThatThrownBy(consumer::unsubscribe)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("must not unsubscribe");
      consumer.commit();
    }
  }

  @Test
  void commitsWhenItsConsumerUnsubscribesAndWhenItIsClosed() {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        RaftholdClient client = broker.client()) {
      client.admin().createTopic(new NewTopic(TOPIC, 1));
      send(client, 6);
      final Committing listener = new Committing();
      listener.consumer = consumer(client);
      try (Consumer<String, String> consumer = listener.consumer) {
        consumer.subscribe(List.of(TOPIC), listener);
        read(consumer, 6);
        consumer.unsubscribe();
        assertThat(consumer.assignment()).isEmpty();
      }
      listener.consumer = consumer(client);
      try (Consumer<String, String> consumer = listener.consumer) {
        assertThat(consumer.committed(FIRST)).as("committed by unsubscribe").hasValue(6);
        consumer.subscribe(List.of(TOPIC), listener);
        send(client, 2);
        read(consumer, 2);
      }
      try (Consumer<String, String> consumer = consumer(client)) {
        assertThat(consumer.committed(FIRST)).as("committed by close").hasValue(8);
      }
    }
  }

  private static Consumer<String, String> consumer(RaftholdClient client) {
    return client.newConsumer(
        new ConsumerSettings<>(Codec.string(), Codec.string())
            .withGroup(GroupSettings.of("billing")));
  }

  private static void send(RaftholdClient client, int count) {
    try (Producer<String, String> producer =
        client.newProducer(ProducerSettings.builder(Codec.string(), Codec.string()).build())) {
      for (int i = 0; i < count; i++) {
        producer.send(TOPIC, "key", "v" + i).join();
      }
    }
  }

  private static void read(Consumer<String, String> consumer, int count) {
    final int[] left = {count};
    Eventually.holds(
        "all is read",
        () -> {
          left[0] -= consumer.poll(POLL).count();
          return left[0] == 0;
        });
  }
}
