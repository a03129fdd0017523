package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.codec.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicGrowthTest {
  private static final long A_MINUTE_NS = 60_000_000_000L;

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 2);
  private final ClientRuntime client = cluster.client(5_000_000_000L);

  @Test
  void anAdministratorAddsPartitionsAndSeesThem() {
    final Admin admin = client.admin();

    assertThat(admin.growTopic("t", 5).partitions()).hasSize(5);

    assertThat(admin.describeTopic("t").partitions()).hasSize(5);
    assertThatThrownBy(() -> admin.growTopic("t", 5)).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> admin.growTopic("t", 1)).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> admin.growTopic("u", 3)).isInstanceOf(UnknownTopicException.class);
  }

  @Test
  void aProducerThatIsToldOfAPartitionLooksForItAtOnce() {
    final Producer<String, String> producer = producer();
    client.await(producer.send("t", null, "first"), A_MINUTE_NS, "sending");
    cluster.grow("t", 4);

    final RecordMetadata sent =
        client.await(
            producer.send(new ProducerRecord<>("t", 3, null, "there", List.of())),
            A_MINUTE_NS,
            "sending");

    assertThat(sent.partition()).isEqualTo(3);
    assertThatThrownBy(
            () -> producer.send(new ProducerRecord<>("t", 4, null, "nowhere", List.of())).join())
        .hasCauseInstanceOf(UnknownTopicException.class)
        .hasMessageContaining("0 to 3, not 4");
  }

  @Test
  void aProducerAtWorkNoticesByItself() {
    final Producer<String, String> producer = producer();
    client.await(producer.send("t", null, "first"), A_MINUTE_NS, "sending");
    cluster.grow("t", 3);
    final long enoughNs = cluster.clock.nanoTime() + A_MINUTE_NS;
    while (cluster.clock.nanoTime() < enoughNs) {
      client.invoke();
      cluster.clock.advance(1_000_000_000L);
    }

    final Set<Integer> used = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      used.add(client.await(producer.send("t", null, "r"), A_MINUTE_NS, "sending").partition());
    }

    assertThat(used).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void oneThatLagsIsNotBelievedThatAPartitionIsNotThere() {
    final Producer<String, String> producer = producer();
    client.await(producer.send("t", null, "first"), A_MINUTE_NS, "sending");
    cluster.grow("t", 3);
    for (final ScriptedBroker broker : cluster.brokers) {
      broker.knownPartitions = broker.id == cluster.controller ? 3 : 2;
    }

    final ProducerRecord<String, String> record =
        new ProducerRecord<>("t", 2, null, "there", List.of());
    assertThat(client.await(producer.send(record), A_MINUTE_NS, "sending").partition())
        .isEqualTo(2);
    final Consumer<String, String> consumer =
        client.newConsumer(new ConsumerSettings<>(Codec.string(), Codec.string()));
    consumer.assign(Map.of(new TopicPartition("t", 2), Start.earliest()));
    final List<String> values = new ArrayList<>();
    while (values.isEmpty()) {
      consumer.poll(Duration.ofSeconds(1)).forEach(each -> values.add(each.value()));
    }
    assertThat(values).containsExactly("there");
  }

  @Test
  void leadersAreGatheredFromTheBrokersThatHaveReplicas() {
    cluster.brokers.forEach(broker -> broker.knowsItsOwnOnly = true);
    cluster.replicas = 1;

    final TopicInfo grown = client.admin().growTopic("t", 6);

    assertThat(grown.partitions().subList(2, 6))
        .noneMatch(partition -> partition.leader() == PartitionInfo.NO_LEADER);
    assertThat(client.admin().createTopic(new NewTopic("u", 5)).partitions())
        .noneMatch(partition -> partition.leader() == PartitionInfo.NO_LEADER);
  }

  @Test
  void aGrowthWhoseAnswerWasLostSucceedsWhenItIsRepeatedInside() {
    client.admin().listTopics();
    cluster.faults.dropReply = 1000;
    final long reviveNs = cluster.clock.nanoTime() + 1_500_000_000L;
    cluster.onCycle =
        () -> {
          if (cluster.clock.nanoTime() > reviveNs) {
            cluster.faults.dropReply = 0;
          }
        };

    assertThat(client.admin().growTopic("t", 4).partitions()).hasSize(4);
  }

  @Test
  void aReaderOfAllReadsWhatWasAdded() {
    client.admin().describeTopic("t");
    cluster.grow("t", 3);
    final Consumer<String, String> consumer =
        client.newConsumer(new ConsumerSettings<>(Codec.string(), Codec.string()));

    assertThat(consumer.partitionsOf("t")).hasSize(3);
  }

  @Test
  void aBrokerThatLagsBehindTakesNoPartitionAway() {
    final ClusterView view = client.core().view();
    final TopicInfo grown = client.admin().growTopic("t", 4);
    client.invoke();
    final TopicInfo before =
        new TopicInfo(
            grown.name(),
            grown.topicId(),
            grown.replicas(),
            grown.segmentBytes(),
            grown.ackLevel(),
            grown.retention(),
            grown.partitions().subList(0, 2));

    view.learn(new Reply.Cluster(-1, ErrorCode.OK, List.of(), List.of(before)));

    assertThat(view.topic("t").partitions()).hasSize(4);
  }

  private Producer<String, String> producer() {
    return client.newProducer(ProducerSettings.builder(Codec.string(), Codec.string()).build());
  }
}
