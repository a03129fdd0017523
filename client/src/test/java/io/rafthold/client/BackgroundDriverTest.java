package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client on its own thread, over a scripted cluster that this thread alone runs. */
class BackgroundDriverTest {
  private final ScriptedCluster cluster =
      new ScriptedCluster(1, Faults.none()).withTopic(ScriptedCluster.TOPIC, 1);
  private final ClientCore core =
      new ClientCore(
          "test",
          List.of(new Endpoint("localhost", ScriptedCluster.FIRST_PORT, 9001)),
          cluster,
          SystemNanoClock.INSTANCE,
          1);
  private final ClientRuntime client =
      new ClientRuntime(core, TimeUnit.SECONDS.toNanos(10), new BackgroundDriver(core));

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void whatIsSentIsReadBack() throws Exception {
    try (Producer<String, String> producer = client.newProducer(settings())) {
      assertThat(producer.send("t", "k", "v").get(10, TimeUnit.SECONDS).offset()).isZero();
    }
    try (Consumer<String, String> consumer =
        client.newConsumer(new ConsumerSettings<>(Codec.string(), Codec.string()))) {
      consumer.assign(consumer.partitionsOf("t"), Start.earliest());
      assertThat(consumer.poll(Duration.ofSeconds(10)).iterator().next().value()).isEqualTo("v");
    }
  }

  @Test
  void aContinuationMustNotWaitOnTheClientsOwnThread() throws Exception {
    final Producer<String, String> producer = client.newProducer(settings());
    producer.send("t", "k", "first").get(10, TimeUnit.SECONDS);
    // Hung on by the client's own thread, which then cannot have completed the record before: on a
    // record that is complete, a continuation runs on the thread that hangs it on, and may wait.
    final CompletableFuture<CompletableFuture<?>> chained = new CompletableFuture<>();
    client.execute(
        () ->
            chained.complete(
                producer.send("t", "k", "v").thenApply(metadata -> client.admin().listTopics())));

    final CompletableFuture<?> continued = chained.get(10, TimeUnit.SECONDS);
    assertThatThrownBy(() -> continued.get(10, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must not wait on the client's own thread");
    assertThat(client.admin().listTopics()).hasSize(1);
  }

  @Test
  void aTransportThatFailsEndsTheClientAndSaysWhy() {
    final Producer<String, String> producer = client.newProducer(settings());
    client.admin().listTopics();
    cluster.brokers.get(0).isSilent = true;
    final CompletableFuture<RecordMetadata> sent = producer.send("t", "k", "v");
    client.execute(
        () -> {
          throw new IllegalStateException("the driver is gone");
        });

    assertThatThrownBy(() -> sent.get(10, TimeUnit.SECONDS))
        .hasMessageContaining("the driver is gone");
    assertThatThrownBy(() -> producer.send("t", "k", "v"))
        .isInstanceOf(ClientClosedException.class)
        .hasMessageContaining("the driver is gone");
  }

  @Test
  void theCallerCannotInvokeIt() {
    assertThatThrownBy(client::invoke).isInstanceOf(IllegalStateException.class);
  }

  private static ProducerSettings<String, String> settings() {
    return ProducerSettings.builder(Codec.string(), Codec.string()).build();
  }
}
