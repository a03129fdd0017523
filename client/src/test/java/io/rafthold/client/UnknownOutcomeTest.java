package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.codec.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A record that was sent is never reported as certainly failed, and a topic is not denied lightly.
 */
class UnknownOutcomeTest {
  private static final long MS = 1_000_000L;

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 3);
  private final ClientRuntime client = cluster.client();

  @Test
  void whatWasSentBeforeItsTopicWasDeniedMayBeInTheLog() {
    final Producer<String, String> producer = client.newProducer(ProducerTest.settings().build());
    sendOne(producer);
    final ModelPartition partition = cluster.partition(ProducerTest.partitionOf("k"));
    cluster.brokers.get(partition.leader).swallowsAcks = true;

    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "2");
    cluster.runFor(client, 10 * MS);
    assertThat(ProducerTest.values(partition)).containsExactly("1", "2");
    cluster.topics.clear();
    cluster.brokers.get(partition.leader).isUp = false;
    cluster.controller = (partition.leader + 1) % 3;
    cluster.runFor(client, 5_000 * MS);

    assertThat(ProducerTest.failure(sent).isOutcomeUnknown()).isTrue();
    assertThat(ProducerTest.failure(sent)).hasCauseInstanceOf(UnknownTopicException.class);
  }

  @Test
  void aRefusalForGoodDoesNotSpeakForAnEarlierAttempt() {
    final Producer<String, String> producer = client.newProducer(ProducerTest.settings().build());
    sendOne(producer);
    final ModelPartition partition = cluster.partition(ProducerTest.partitionOf("k"));
    cluster.brokers.get(partition.leader).swallowsAcks = true;
    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "2");
    cluster.runFor(client, 10 * MS);
    cluster.brokers.get(partition.leader).isUp = false;
    partition.leader = (partition.leader + 1) % 3;
    partition.term++;
    cluster.brokers.get(partition.leader).produceAnswer = ErrorCode.FENCED;
    cluster.runFor(client, 5_000 * MS);

    assertThat(ProducerTest.failure(sent).isOutcomeUnknown()).isTrue();
    assertThat(ProducerTest.failure(sent)).hasCauseInstanceOf(FencedException.class);
  }

  @Test
  void aTopicIsNotDeniedByOneThatMayHaveBeenDeposed() {
    cluster.brokers.forEach(broker -> broker.unheardOf.add("t"));
    cluster.brokers.get(cluster.controller).isDeposed = true;
    final long learnedNs = cluster.clock.nanoTime() + 700 * MS;
    cluster.onCycle =
        () -> {
          if (cluster.clock.nanoTime() > learnedNs) {
            cluster.brokers.forEach(broker -> broker.unheardOf.clear());
          }
        };
    final Producer<String, String> producer = client.newProducer(ProducerTest.settings().build());

    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "1");
    producer.flush(Duration.ofSeconds(1));

    assertThat(sent.join().offset()).isZero();
  }

  @Test
  void closingTheClientDoesNotSpeakForWhatWasSent() {
    final Producer<String, String> producer = client.newProducer(ProducerTest.settings().build());
    sendOne(producer);
    cluster.brokers.forEach(broker -> broker.swallowsAcks = true);
    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "2");
    cluster.runFor(client, 10 * MS);
    client.close();

    assertThat(ProducerTest.failure(sent).isOutcomeUnknown()).isTrue();
    assertThat(ProducerTest.failure(sent)).hasCauseInstanceOf(ClientClosedException.class);
  }

  private static void sendOne(Producer<String, String> producer) {
    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "1");
    producer.flush(Duration.ofSeconds(1));
    assertThat(sent.join().offset()).isZero();
  }
}
