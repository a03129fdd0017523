package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.OffsetOutOfRangeException;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RecordMetadata;
import io.rafthold.client.ReplicaStatus;
import io.rafthold.client.Start;
import io.rafthold.client.TopicPartition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Old records go while a cluster runs, and nobody who needs them is told anything but that. */
class RetentionTest {
  private static final Duration BOUND = Duration.ofSeconds(40);
  private static final int RECORD_BYTES = 60_000;
  private static final int NOT_FOUND = 3;
  private static final int USAGE = 2;
  private static final TopicPartition FIRST = new TopicPartition("t", 0);
  private static final String[] SETTINGS = {
    "segment.bytes: 1MiB",
    "record.max.bytes: 256KiB",
    "retention.check.interval: 50ms",
    "retention.follower.grace: 200ms"
  };

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  private TestCluster cluster;
  private Cli cli;
  private RaftholdClient client;
  private int produced;

  private void start(int brokers) {
    cluster = new TestCluster(processes, directory, brokers, SETTINGS).start();
    cli = new Cli(processes, directory, cluster.bootstrap());
    client = RaftholdClient.builder().bootstrap(cluster.bootstrap()).build();
  }

  @AfterEach
  void close() {
    if (client != null) {
      client.close();
    }
  }

  private void produce(int records) {
    try (Producer<String, String> producer =
        client.newProducer(
            ProducerSettings.builder(Codec.string(), Codec.string())
                .deliveryTimeout(BOUND)
                .build())) {
      final List<CompletableFuture<RecordMetadata>> acknowledgements = new ArrayList<>();
      for (int i = 0; i < records; i++) {
        acknowledgements.add(producer.send(new ProducerRecord<>("t", "key", value(produced++))));
      }
      acknowledgements.forEach(CompletableFuture::join);
    }
  }

  private static String value(int number) {
    return number + "-" + "x".repeat(RECORD_BYTES);
  }

  private ReplicaStatus replica(int broker) {
    for (final ReplicaStatus status :
        client.admin().describeTopic("t").partitions().get(0).replicas()) {
      if (status.brokerId() == broker) {
        return status;
      }
    }
    throw new AssertionError("broker " + broker + " has no replica");
  }

  private int leader() {
    try (Observer observer = new Observer(cluster.bootstrap())) {
      return observer.awaitLeader("t", 0);
    }
  }

  private void awaitStartAbove(int broker, long offset) {
    Await.until(
        "broker " + broker + " has let go of offset " + offset,
        BOUND,
        () -> replica(broker).startOffset() > offset);
  }

  @Test
  void aFollowerThatWasAwayTooLongIsInstalledAndServes() {
    start(3);
    create("--replicas", "3", "--retention-bytes", "2MiB");
    produce(20);
    final int leader = leader();
    final int away = (leader + 1) % 3;
    cluster.broker(away).kill();
    produce(150);
    awaitStartAbove(leader, 20);

    cluster.broker(away).start().awaitReady();
    Await.until(
        "broker " + away + " has what the leader has",
        BOUND,
        () -> replica(away).startOffset() > 20 && replica(away).commitOffset() == produced);
    final long from = Math.max(replica(leader).startOffset(), replica(away).startOffset());
    final List<String> expected = read(from, "--replica", Integer.toString(leader));
    assertThat(expected).hasSize((int) (produced - from));
    assertThat(read(from, "--replica", Integer.toString(away))).isEqualTo(expected);

    cli.run("cluster", "transfer", "t", "0", "--to", Integer.toString(away)).ok();
    produce(5);
    assertThat(read(from)).startsWith(expected.get(0)).hasSize(expected.size() + 5);

    cluster.stop();
    final List<String> verify = new ArrayList<>(List.of("log", "verify"));
    verify.addAll(cluster.dataDirectories());
    assertThat(new Cli(processes, directory, null).run(verify.toArray(String[]::new)).ok().out())
        .containsAnyOf("identical: ", "incomplete: ");
  }

  /** Offsets and the beginnings of values. */
  private List<String> read(long from, String... more) {
    final List<String> command =
        new ArrayList<>(List.of("consume", "t", "--from", Long.toString(from), "--until-end"));
    command.addAll(List.of("--format", "%o %v\\n"));
    command.addAll(List.of(more));
    return cli.run(command.toArray(String[]::new)).ok().lines().stream()
        .map(line -> line.substring(0, Math.min(line.length(), 20)))
        .toList();
  }

  private void create(String... settings) {
    final List<String> command = new ArrayList<>(List.of("topic", "create", "t"));
    command.addAll(List.of(settings));
    cli.run(command.toArray(String[]::new)).ok();
  }

  @Test
  void aReaderThatIsOvertakenIsToldWhereTheLogStartsAndSkipsNothing() {
    start(1);
    create("--retention-bytes", "1MiB");
    produce(20);
    try (Consumer<String, String> consumer =
        client.newConsumer(
            new ConsumerSettings<>(Codec.string(), Codec.string())
                .withBufferBytes(2 * RECORD_BYTES)
                .withMaxPollRecords(1))) {
      consumer.assign(List.of(FIRST), Start.offset(0));
      final List<Long> given = new ArrayList<>();
      Await.until("the first record", BOUND, () -> poll(consumer, given) > 0);
      produce(100);
      awaitStartAbove(0, 50);

      final OffsetOutOfRangeException overtaken =
          catchThrowableOfType(
              OffsetOutOfRangeException.class,
              () -> Await.until("the end", BOUND, () -> poll(consumer, given) < 0));

      for (int i = 0; i < given.size(); i++) {
        assertThat(given.get(i)).as("record %d", i).isEqualTo(i);
      }
      assertThat(overtaken.offset()).isEqualTo(given.size());
      assertThat(overtaken.startOffset()).isGreaterThan(overtaken.offset());
      assertThat(overtaken.endOffset()).isBetween(overtaken.startOffset(), (long) produced);
      assertThat(overtaken)
          .hasMessageContaining("offset " + given.size() + " of t-0")
          .hasMessageContaining("from " + overtaken.startOffset());
    }

    final CliResult below = cli.run("consume", "t", "--from", "0", "--until-end").exits(NOT_FOUND);
    assertThat(below.err()).contains("offset 0 of t-0 is out of range").contains("offsets from ");
    assertThat(below.out()).isEmpty();
    assertThat(cli.run("consume", "t", "--until-end", "--count", "1", "--format", "%o").ok().out())
        .isEqualTo(Long.toString(replica(0).startOffset()));
  }

  private static int poll(Consumer<String, String> consumer, List<Long> given) {
    int count = 0;
    for (final ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(20))) {
      given.add(record.offset());
      count++;
    }
    return count;
  }

  @Test
  void aTopicIsAlteredWhileItIsInUse() {
    start(3);
    create("--replicas", "3");
    produce(100);
    assertThat(replica(leader()).startOffset()).isZero();

    cli.run("topic", "alter", "t", "--retention-bytes", "1MiB").ok();
    for (int broker = 0; broker < 3; broker++) {
      awaitStartAbove(broker, 50);
    }
    cli.run("topic", "alter", "t", "--retention-time", "7d", "--retention-bytes", "all").ok();
    assertThat(cli.run("topic", "describe", "t").ok().out()).contains("kept for 7d\n");
    assertThat(cli.run("topic", "describe", "t", "--json").ok().out())
        .contains("\"retentionMs\":604800000,\"retentionBytes\":0");
    final long startOffset = replica(leader()).startOffset();
    produce(50);
    assertThat(replica(leader()).startOffset()).isEqualTo(startOffset);

    cli.run("topic", "alter", "u", "--retention-time", "7d").exits(NOT_FOUND);
    assertThat(cli.run("topic", "alter", "t", "--partitions", "1").exits(USAGE).err())
        .contains("partitions 1 is not more than the 1 that the topic has");
    cli.run("topic", "alter", "t", "--partitions", "3").ok();
    assertThat(cli.run("topic", "describe", "t", "--json").ok().out()).contains("\"partition\":2");
    assertThat(cli.run("topic", "alter", "t", "--retention-time", "5ms").exits(USAGE).err())
        .contains("5 ms is out of range");
    assertThat(cli.run("topic", "create", "u", "--retention-bytes", "1KiB").exits(USAGE).err())
        .contains("1024 is out of range");
  }

  @Test
  void anIdleTopicIsEmptiedAndReadByTime() {
    start(1);
    create();
    produce(5);
    final Instant between = Instant.now();
    produce(5);
    assertThat(offsets("--from-time", between.toString())).containsExactly("5", "6", "7", "8", "9");
    assertThat(offsets("--from-time", "1h")).hasSize(10);
    assertThat(offsets("--from", "@" + (between.toEpochMilli() + 3_600_000))).isEmpty();

    cli.run("topic", "alter", "t", "--retention-time", "1s").ok();
    Await.until("nothing is left", BOUND, () -> replica(0).startOffset() == 10);
    assertThat(offsets("--from-time", between.toString())).isEmpty();
    produce(1);
    assertThat(offsets()).containsExactly("10");
  }

  private List<String> offsets(String... from) {
    final List<String> command = new ArrayList<>(List.of("consume", "t", "--until-end"));
    command.addAll(List.of("--format", "%o\\n"));
    command.addAll(List.of(from));
    return cli.run(command.toArray(String[]::new)).ok().lines();
  }

  @Test
  void aDeletedTopicGivesItsDiskBack() throws IOException {
    start(1);
    final long before = diskBytes();
    create("--partitions", "4");
    produce(100);
    final long used = diskBytes();
    assertThat(used - before).as("there is something to free").isGreaterThan(5L << 20);

    cli.run("topic", "delete", "t").ok();

    final Path groups = cluster.broker(0).dataDirectory().resolve("groups");
    Await.until("only group 0 is left", BOUND, () -> list(groups).equals(List.of("0")));
    assertThat(diskBytes() - before).as("of %d bytes", used - before).isLessThan(2L << 20);
  }

  private static List<String> list(Path place) {
    try (Stream<Path> files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (final IOException goesOn) {
      return List.of();
    }
  }

  /** Blocks that are taken, which a sparse file's length does not tell. */
  private long diskBytes() throws IOException {
    final Process du =
        new ProcessBuilder("du", "-sk", cluster.broker(0).dataDirectory().toString())
            .redirectErrorStream(true)
            .start();
    final String said = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Processes.await(du, "du");
    return Long.parseLong(said.substring(0, said.indexOf('\t'))) << 10;
  }
}
