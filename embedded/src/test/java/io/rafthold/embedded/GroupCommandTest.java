package io.rafthold.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.cli.ExitCodes;
import io.rafthold.cli.RaftholdCommand;
import io.rafthold.cli.Terminal;
import io.rafthold.client.Admin;
import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.GroupInUseException;
import io.rafthold.client.GroupSettings;
import io.rafthold.client.NewTopic;
import io.rafthold.client.OffsetOutOfRangeException;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.Start;
import io.rafthold.client.TopicPartition;
import io.rafthold.client.UnknownConsumerGroupException;
import io.rafthold.client.UnknownTopicException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator does with consumer groups, on the command line and by {@link Admin}. */
class GroupCommandTest {
  private static final int RECORDS = 10;

  private static EmbeddedBroker broker;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void aGroupIsListedDescribedMovedAndDeleted() {
    create("orders", 2);
    try (Consumer<String, String> consumer = consumer("billing")) {
      consumer.subscribe(List.of("orders"));
      read(consumer, 2 * RECORDS);
      consumer.commit(Map.of(new TopicPartition("orders", 0), 4L));

      assertThat(run("group", "list")).isEqualTo(ExitCodes.OK);
      assertThat(out.toString(UTF_8)).containsPattern("billing +1 +2 +\\d+ +cooperative-sticky");
      assertThat(run("group", "describe", "billing")).isEqualTo(ExitCodes.OK);
      assertThat(out.toString(UTF_8))
          .contains("billing: 1 members, topics orders, cooperative-sticky, generation ")
          .contains(", lag 16\n")
          .containsPattern("orders +0 +rafthold-embedded@[0-9a-f]+ +\\d+ +4 +0 +10 +6")
          .containsPattern("orders +1 +rafthold-embedded@[0-9a-f]+ +\\d+ +- +0 +10 +10");

      assertThat(run("group", "seek", "billing", "--to", "end")).isEqualTo(ExitCodes.FAILURE);
      assertThat(err.toString(UTF_8))
          .contains("group 'billing': it has 1 members, 'rafthold-embedded': stop them first");
      assertThat(run("group", "delete", "billing")).isEqualTo(ExitCodes.FAILURE);
      assertThat(err.toString(UTF_8)).contains("deleting group 'billing'").contains("stop them");
    }

    assertThat(
            run("group", "seek", "billing", "--to", "7", "--topic", "orders", "--partition", "1"))
        .isEqualTo(ExitCodes.OK);
    assertThat(out.toString(UTF_8)).containsPattern("orders +1 +7");
    assertThat(run("group", "seek", "billing", "--to", "11")).isEqualTo(ExitCodes.NOT_FOUND);
    assertThat(err.toString(UTF_8)).contains("offset 11 of orders-0 is out of range");
    assertThat(run("group", "describe", "billing", "--json")).isEqualTo(ExitCodes.OK);
    assertThat(out.toString(UTF_8))
        .contains("\"partition\":0,\"member\":null,\"target\":null,\"epoch\":0,\"committed\":4,")
        .contains("\"committed\":7,\"startOffset\":0,\"endOffset\":10,\"lag\":3}");
    try (Consumer<String, String> consumer = consumer("billing")) {
      consumer.subscribe(List.of("orders"));
      assertThat(read(consumer, 9)).contains("1-7").doesNotContain("1-6", "0-3").contains("0-4");
    }

    assertThat(run("group", "delete", "billing")).isEqualTo(ExitCodes.OK);
    assertThat(out.toString(UTF_8)).isEqualTo("deleted billing\n");
    assertThat(run("group", "delete", "billing")).isEqualTo(ExitCodes.NOT_FOUND);
    assertThat(run("group", "list", "--json")).isEqualTo(ExitCodes.OK);
    assertThat(out.toString(UTF_8)).doesNotContain("billing");
    try (Consumer<String, String> consumer = consumer("billing")) {
      consumer.subscribe(List.of("orders"));
      assertThat(read(consumer, 2 * RECORDS)).as("all of it again").contains("0-0", "1-0");
    }
  }

  @Test
  void whatIsNotThereIsNamed() {
    create("shelf", 1);
    final Admin admin = broker.client().admin();
    assertThat(run("group", "describe", "nobody")).isEqualTo(ExitCodes.NOT_FOUND);
    assertThat(err.toString(UTF_8)).contains("there is no consumer group 'nobody'");
    assertThat(run("group", "describe", "a b")).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString(UTF_8)).contains("group 'a b' has other characters than");
    assertThat(run("group", "seek", "nobody", "--to", "beginning")).isEqualTo(ExitCodes.NOT_FOUND);
    assertThatThrownBy(() -> admin.deleteGroup("nobody"))
        .isInstanceOf(UnknownConsumerGroupException.class);

    final TopicPartition first = new TopicPartition("shelf", 0);
    try (Consumer<String, String> consumer = consumer("readers")) {
      consumer.subscribe(List.of("shelf"));
      read(consumer, 1);
      assertThatThrownBy(() -> admin.seekGroup("readers", Map.of(first, Start.latest())))
          .isInstanceOfSatisfying(
              GroupInUseException.class, busy -> assertThat(busy.isRetriable()).isTrue());
    }
    assertThat(admin.seekGroup("readers", Map.of(first, Start.latest())))
        .containsExactly(Map.entry(first, (long) RECORDS));
    assertThatThrownBy(
            () ->
                admin.seekGroup(
                    "readers", Map.of(new TopicPartition("shelf", 9), Start.earliest())))
        .isInstanceOf(UnknownTopicException.class)
        .hasMessageContaining("shelf-9");
    assertThatThrownBy(() -> admin.seekGroup("readers", Map.of(first, Start.offset(99))))
        .isInstanceOf(OffsetOutOfRangeException.class);
    assertThat(admin.describeGroup("readers").partitions().get(0).lag()).hasValue(0);
    admin.deleteGroup("readers");
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    final String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--bootstrap";
    all[arguments.length + 1] = broker.bootstrap();
    final PrintStream messages = new PrintStream(err, true, UTF_8);
    return RaftholdCommand.run(
        new Terminal(InputStream.nullInputStream(), out, messages, false, Map.of()), all);
  }

  private static void create(String topic, int partitions) {
    broker.client().admin().createTopic(new NewTopic(topic, partitions));
    try (Producer<String, String> producer =
        broker
            .client()
            .newProducer(ProducerSettings.builder(Codec.string(), Codec.string()).build())) {
      for (int i = 0; i < partitions; i++) {
        for (int j = 0; j < RECORDS; j++) {
          producer.send(new ProducerRecord<>(topic, i, null, i + "-" + j, List.of())).join();
        }
      }
    }
  }

  private static Consumer<String, String> consumer(String group) {
    return broker
        .client()
        .newConsumer(
            new ConsumerSettings<>(Codec.string(), Codec.string())
                .withGroup(GroupSettings.of(group)));
  }

  private static List<String> read(Consumer<String, String> consumer, int count) {
    final List<String> values = new ArrayList<>();
    Eventually.holds(
        count + " records are read",
        () -> {
          consumer.poll(Duration.ofMillis(20)).forEach(record -> values.add(record.value()));
          return values.size() >= count;
        });
    return values;
  }
}
