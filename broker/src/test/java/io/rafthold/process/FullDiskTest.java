package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.client.Codec;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Disks fill up, one and then all, and are emptied again: nobody has to do anything else. */
class FullDiskTest {
  private static final String TOPIC = "filled";
  private static final String SPARE = "spare";
  private static final long MIB = 1 << 20;
  private static final long DISK_BYTES = 256 * MIB;
  private static final long LEFT_BYTES = 16 * MIB;
  private static final int RECORDS = 300;
  private static final int RECORDS_PER_SECOND = 1000;
  private static final Duration PROGRESS_BOUND = Duration.ofSeconds(40);
  private static final Duration SHORT = Duration.ofSeconds(3);

  @RegisterExtension
  @Order(1)
  final LoopDisks disks = new LoopDisks("fallocate");

  @RegisterExtension
  @Order(2)
  final Processes processes = Processes.ofTest();

  @TempDir Path directory;

  private TestCluster cluster;
  private Cli cli;

  @Test
  void whatIsFullStopsTakingRecordsAndGoesOnByItself() throws Exception {
    start();
    try (Load load = new Load(cluster.bootstrap(), TOPIC, RECORDS_PER_SECOND);
        Observer observer = new Observer(cluster.bootstrap())) {
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      final int preferred = observer.awaitLeader(TOPIC, 0);
      fill(preferred);
      Await.until(
          "a broker with room leads",
          PROGRESS_BOUND,
          () -> observer.awaitLeader(TOPIC, 0) != preferred);
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      assertThat(cli.run("cluster", "status").ok().out()).contains("degraded", "full: 48 MiB");
      assertThat(cli.run("cluster", "status", "--json").ok().out()).contains("\"diskFull\":true");

      for (final BrokerProcess broker : cluster.brokers()) {
        fill(broker.id());
      }
      awaitAllFull();
      refusesRecordsAndServesReads();
      cli.run("topic", "delete", SPARE).ok();

      for (final BrokerProcess broker : cluster.brokers()) {
        Files.delete(ballast(broker.id()));
      }
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      Await.until(
          "the preferred leader leads again",
          PROGRESS_BOUND,
          () -> observer.awaitLeader(TOPIC, 0) == preferred);
      load.awaitMore(RECORDS, PROGRESS_BOUND);
      load.finish().verify();
      assertThat(cli.run("cluster", "status").ok().out()).contains("healthy");
    }
    assertThat(cluster.brokers()).allMatch(BrokerProcess::isRunning);
    verifyLogs();
  }

  private void start() {
    cluster =
        new TestCluster(
            processes,
            directory,
            3,
            "segment.bytes: 1MiB",
            "record.max.bytes: 64KiB",
            "disk.reserve: 48MiB",
            "leader.rebalance.after: 1s");
    for (final BrokerProcess broker : cluster.brokers()) {
      final Path image = directory.resolve("disk-" + broker.id());
      disks.mount(image, broker.dataDirectory(), DiskKind.EXT4, DISK_BYTES);
    }
    cluster.start();
    cli = new Cli(processes, directory, cluster.bootstrap());
    for (final String topic : List.of(TOPIC, SPARE)) {
      cli.run("topic", "create", topic, "--partitions", "1", "--replicas", "3").ok();
    }
  }

  private Path ballast(int broker) {
    return cluster.broker(broker).dataDirectory().resolve("ballast");
  }

  /** Takes all but a part of the reserve. */
  private void fill(int broker) throws IOException {
    final Path ballast = ballast(broker);
    if (!Files.exists(ballast)) {
      final long usable = Files.getFileStore(ballast.getParent()).getUsableSpace();
      final String bytes = Long.toString(usable - LEFT_BYTES);
      Tool.run(List.of("fallocate", "-l", bytes, ballast.toString()));
    }
  }

  private void awaitAllFull() {
    Await.until(
        "all say that they are full",
        PROGRESS_BOUND,
        () -> {
          final String status = cli.run("cluster", "status", "--json").out();
          return status.split("\"diskFull\":true", -1).length == cluster.brokers().size() + 1;
        });
  }

  private void refusesRecordsAndServesReads() {
    try (RaftholdClient client =
        RaftholdClient.builder().bootstrap(cluster.bootstrap()).clientName("full").build()) {
      final Producer<String, String> producer =
          client.newProducer(
              ProducerSettings.builder(Codec.string(), Codec.string())
                  .deliveryTimeout(SHORT)
                  .build());
      assertThatThrownBy(() -> producer.send(new ProducerRecord<>(SPARE, "key", "value")).get())
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("DISK_FULL");
      long count = 0;
      try (Reader<String, String> reader =
          client.newReader(new ReaderSettings<>(Codec.string(), Codec.string(), TOPIC))) {
        for (final ConsumerRecord<String, String> record : reader) {
          count += record.value().isEmpty() ? 0 : 1;
        }
      }
      assertThat(count).isGreaterThan(RECORDS);
    }
  }

  private void verifyLogs() {
    cluster.stop();
    final List<String> verify = new ArrayList<>(List.of("log", "verify"));
    verify.addAll(cluster.dataDirectories());
    assertThat(new Cli(processes, directory, null).run(verify.toArray(String[]::new)).ok().out())
        .containsAnyOf("identical: ", "incomplete: ");
  }
}
