package io.rafthold.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.client.AssignmentStrategy;
import io.rafthold.client.ClientThreading;
import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.GroupSettings;
import io.rafthold.client.InvalidRequestException;
import io.rafthold.client.InvalidSettingsException;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RebalanceListener;
import io.rafthold.client.StaleGenerationException;
import io.rafthold.client.Start;
import io.rafthold.client.TopicPartition;
import io.rafthold.client.UnknownTopicException;
import io.rafthold.client.WakeupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What a consumer that is a member of a group may rely on, call by call. */
class GroupConsumerTest {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration SHORT_SESSION = Duration.ofSeconds(2);

  private static EmbeddedBroker broker;
  private String topic;
  private TopicPartition first;
  private GroupSettings group;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    topic = test.getTestMethod().orElseThrow().getName();
    first = new TopicPartition(topic, 0);
    group = GroupSettings.of("group-of-" + topic);
  }

  @Test
  void goesOnWhereTheGroupHasCommitted() {
    create(1);
    send(10);
    try (Consumer<String, String> consumer = consumer(group)) {
      consumer.subscribe(List.of(topic));
      assertThat(consumer.subscription()).containsExactly(topic);
      assertThat(read(consumer, 10)).startsWith("v0").endsWith("v9");
      assertThat(consumer.assignment()).containsExactly(first);
      assertThat(consumer.committed(first)).isEmpty();
      assertThat(consumer.epoch(first)).isPositive();
      consumer.commit(Map.of(first, 4L));
      assertThat(consumer.committed(first)).hasValue(4);
      consumer.commit(Map.of(first, 3L));
      assertThat(consumer.committed(first)).as("never back by itself").hasValue(4);
    }
    try (Consumer<String, String> consumer = consumer(group)) {
      consumer.subscribe(List.of(topic));
      assertThat(read(consumer, 6)).startsWith("v4").endsWith("v9");
      assertThat(consumer.lag(first)).isZero();
      send(3);
      assertThat(consumer.lag(first)).isEqualTo(3);
      consumer.seek(first, Start.offset(2));
      consumer.commit();
      assertThat(consumer.committed(first)).as("back by a seek").hasValue(2);
      consumer.seek(first, Start.offset(7));
      consumer.commit();
      assertThat(consumer.committed(first)).as("forward by a seek").hasValue(7);
      consumer.seek(first, Start.offset(2));
      assertThat(read(consumer, 11)).startsWith("v2", "v3").endsWith("v12");
      consumer.unsubscribe();
      assertThat(consumer.assignment()).isEmpty();
    }
  }

  @Test
  void commitsWithoutWaitingAndInOrder() {
    create(1);
    send(50);
    try (Consumer<String, String> consumer = consumer(group)) {
      consumer.subscribe(List.of(topic));
      read(consumer, 50);
      final List<CompletableFuture<Void>> commits = new ArrayList<>();
      for (long offset = 1; offset <= 50; offset++) {
        commits.add(consumer.commitAsync(Map.of(first, offset)));
      }
      commits.forEach(CompletableFuture::join);
      assertThat(consumer.committed(first)).hasValue(50);
      assertThatThrownBy(() -> consumer.commit(Map.of(first, 51L)))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("committing offset 51 of " + first)
          .hasMessageContaining("beyond its end");
      assertThatThrownBy(() -> consumer.commit(Map.of(first, -1L)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void commitsByItselfWhenItIsTold() {
    create(1);
    send(5);
    try (Consumer<String, String> consumer = consumer(group.withAutoCommit(Duration.ofMillis(1)))) {
      consumer.subscribe(List.of(topic));
      read(consumer, 5);
      Eventually.holds(
          "the polls commit",
          () -> {
            consumer.poll(POLL);
            return consumer.committed(first).equals(OptionalLong.of(5));
          });
    }
    try (Consumer<String, String> consumer = consumer(group.withAutoCommit(Duration.ofHours(1)))) {
      consumer.subscribe(List.of(topic));
      send(3);
      read(consumer, 3);
    }
    try (Consumer<String, String> consumer = consumer(group)) {
      assertThat(consumer.committed(first)).as("committed by close").hasValue(8);
    }
  }

  @Test
  void aPausedPartitionWaits() {
    create(2);
    send(20);
    final TopicPartition second = new TopicPartition(topic, 1);
    try (Consumer<String, String> consumer = consumer(group)) {
      consumer.subscribe(List.of(topic));
      Eventually.holds(
          "both are assigned",
          () -> {
            consumer.poll(Duration.ZERO).forEach(any -> consumer.seek(first, Start.earliest()));
            return consumer.assignment().size() == 2;
          });
      consumer.seek(first, Start.earliest());
      consumer.seek(second, Start.earliest());
      consumer.pause(List.of(first));
      assertThat(consumer.paused()).containsExactly(first);
      assertThat(readRecords(consumer, 10)).allMatch(each -> each.partition() == 1);
      assertThat(consumer.poll(POLL).isEmpty()).isTrue();
      consumer.resume(List.of(first));
      assertThat(readRecords(consumer, 10)).allMatch(each -> each.partition() == 0);
      assertThat(consumer.position(first)).isEqualTo(10);
    }
  }

  @Test
  void aPollIsWokenUp() throws InterruptedException {
    create(1);
    try (Consumer<String, String> consumer = consumer(group)) {
      consumer.subscribe(List.of(topic));
      final Thread waker = new Thread(consumer::wakeup);
      waker.start();
      assertThatThrownBy(
              () -> {
                while (true) {
                  consumer.poll(Duration.ofMinutes(1));
                }
              })
          .isInstanceOf(WakeupException.class);
      waker.join();
      assertThat(consumer.poll(POLL).isEmpty()).as("only once").isTrue();
      consumer.wakeup();
      assertThatThrownBy(() -> consumer.poll(POLL)).isInstanceOf(WakeupException.class);
    }
  }

  @Test
  void aZombiesCommitIsRefused() {
    create(1);
    send(10);
    final GroupSettings hasty = group.withSessionTimeout(SHORT_SESSION);
    final List<String> heard = new ArrayList<>();
    try (RaftholdClient sleeper = client(ClientThreading.INVOKER);
        Consumer<String, String> zombie = sleeper.newConsumer(settings(hasty))) {
      zombie.subscribe(List.of(topic), new Heard(heard));
      assertThat(read(zombie, 10)).hasSize(10);
      zombie.commit(Map.of(first, 5L));
      final long epoch = zombie.epoch(first);
      // Nobody drives its client now: so it is silent.
      try (Consumer<String, String> heir = consumer(group)) {
        heir.subscribe(List.of(topic));
        assertThat(read(heir, 5)).startsWith("v5");
        assertThat(heir.epoch(first)).isGreaterThan(epoch);
        assertThatThrownBy(zombie::commit)
            .isInstanceOfSatisfying(
                StaleGenerationException.class,
                refused -> assertThat(refused.partitions()).containsExactly(first))
            .hasMessageContaining(hasty.name());
        assertThat(heir.committed(first)).hasValue(5);
        heir.commit();
      }
      Eventually.holds(
          "it is a member again",
          () -> {
            zombie.poll(POLL);
            return zombie.assignment().contains(first);
          });
      assertThat(zombie.position(first)).isEqualTo(10);
      assertThat(heard)
          .containsExactly("got [" + first + "]", "lost [" + first + "]", "got [" + first + "]");
    }
  }

  @Test
  void whoeverDoesNotPollLeaves() {
    create(1);
    send(4);
    try (Consumer<String, String> lazy =
            consumer(group.withMaxPollInterval(Duration.ofMillis(200)));
        Consumer<String, String> keen = consumer(group)) {
      lazy.subscribe(List.of(topic));
      read(lazy, 4);
      keen.subscribe(List.of(topic));
      assertThat(read(keen, 4)).startsWith("v0");
      assertThatThrownBy(lazy::commit).isInstanceOf(StaleGenerationException.class);
    }
  }

  @Test
  void aTopicThatIsMadeAnewWithMorePartitionsIsFollowed() {
    create(1);
    send(3);
    try (Consumer<String, String> consumer = consumer(group)) {
      consumer.subscribe(List.of(topic));
      read(consumer, 3);
      broker.client().admin().deleteTopic(topic);
      create(4);
      Eventually.holds(
          "it has the new partitions",
          () -> {
            try {
              consumer.poll(POLL);
            } catch (final UnknownTopicException gone) {
              assertThat(gone).hasMessageContaining(topic);
            }
            return consumer.assignment().size() == 4;
          });
      send(8);
      assertThat(read(consumer, 8)).hasSize(8);
      consumer.commit();
    }
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    create(1);
    try (Consumer<String, String> alone = broker.client().newConsumer(settings())) {
      assertThatThrownBy(() -> alone.subscribe(List.of(topic)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("withGroup");
      alone.assign(List.of(first), Start.earliest());
      assertThatThrownBy(alone::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("subscribe");
    }
    assertThatThrownBy(() -> GroupSettings.of("a b"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("'a b'");
    assertThatThrownBy(() -> group.withSessionTimeout(Duration.ofMillis(10)))
        .hasMessageContaining("PT0.01S is not within 1 s and 10 min");
    try (Consumer<String, String> lost = consumer(group)) {
      lost.subscribe(List.of("no-such-topic"));
      assertThatThrownBy(() -> lost.poll(Duration.ofSeconds(10)))
          .isInstanceOf(UnknownTopicException.class)
          .hasMessageContaining("no-such-topic");
      assertThatThrownBy(() -> lost.commit(Map.of(first, 1L)))
          .isInstanceOf(StaleGenerationException.class)
          .hasMessageContaining(first.toString());
    }
  }

  @Test
  void membersOfAGroupAgree() {
    create(1);
    try (Consumer<String, String> anna = consumer(group);
        Consumer<String, String> bert = consumer(group.withStrategy(AssignmentStrategy.RANGE))) {
      anna.subscribe(List.of(topic));
      Eventually.holds("one reads", () -> anna.poll(POLL).isEmpty() && isAssigned(anna));
      bert.subscribe(List.of(topic));
      assertThatThrownBy(() -> bert.poll(Duration.ofSeconds(10)))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("COOPERATIVE_STICKY")
          .hasMessageContaining("RANGE");
      anna.unsubscribe();
      bert.subscribe(List.of(topic));
      Eventually.holds("the other reads", () -> bert.poll(POLL).isEmpty() && isAssigned(bert));
    }
  }

  private boolean isAssigned(Consumer<String, String> consumer) {
    return consumer.assignment().contains(first);
  }

  private void create(int partitions) {
    broker.client().admin().createTopic(new NewTopic(topic, partitions));
  }

  /** Sends to the partitions in turn; with one, the value has the offset. */
  private void send(int count) {
    final int partitions = broker.client().admin().describeTopic(topic).partitions().size();
    final long end = end();
    try (Producer<String, String> producer =
        broker
            .client()
            .newProducer(ProducerSettings.builder(Codec.string(), Codec.string()).build())) {
      final List<CompletableFuture<?>> acks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        acks.add(
            producer.send(
                new ProducerRecord<>(topic, i % partitions, "k", "v" + (end + i), List.of())));
      }
      acks.forEach(CompletableFuture::join);
    }
  }

  private long end() {
    try (Consumer<String, String> consumer = broker.client().newConsumer(settings())) {
      consumer.assign(List.of(first), Start.latest());
      return consumer.position(first);
    }
  }

  private static List<String> read(Consumer<String, String> consumer, int count) {
    return readRecords(consumer, count).stream().map(ConsumerRecord::value).toList();
  }

  private static List<ConsumerRecord<String, String>> readRecords(
      Consumer<String, String> consumer, int count) {
    final List<ConsumerRecord<String, String>> records = new ArrayList<>();
    Eventually.holds(
        count + " records are read",
        () -> {
          consumer.poll(POLL).forEach(records::add);
          return records.size() >= count;
        });
    return records;
  }

  private static Consumer<String, String> consumer(GroupSettings group) {
    return broker.client().newConsumer(settings(group));
  }

  private static ConsumerSettings<String, String> settings() {
    return new ConsumerSettings<>(Codec.string(), Codec.string());
  }

  private static ConsumerSettings<String, String> settings(GroupSettings group) {
    return settings().withGroup(group);
  }

  private static RaftholdClient client(ClientThreading threading) {
    return RaftholdClient.builder().bootstrap(broker.bootstrap()).threading(threading).build();
  }

  private record Heard(List<String> events) implements RebalanceListener {
    @Override
    public void onAssigned(Collection<TopicPartition> partitions) {
      events.add("got " + partitions);
    }

    @Override
    public void onRevoked(Collection<TopicPartition> partitions) {
      events.add("let go " + partitions);
    }

    @Override
    public void onLost(Collection<TopicPartition> partitions) {
      events.add("lost " + partitions);
    }
  }
}
