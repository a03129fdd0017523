package io.rafthold.bench;

import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.agrona.IoUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench restart}: how long a broker with a long log takes until it serves again. */
@Command(
    name = "restart",
    description = {
      "Fills the log of one partition, and measures from the start of the broker's process to its",
      "word that it is ready, and to the first record that it acknowledges: without the states",
      "that are kept beside segments, with them, and with nothing in the page cache."
    },
    mixinStandardHelpOptions = true)
final class RestartBench implements Callable<Integer> {
  private static final String TOPIC = "bench-restart";
  private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PATIENCE_MINUTES = 10;

  @Option(
      names = "--mib",
      defaultValue = "10240",
      description = "length of the log in MiB, default ${DEFAULT-VALUE}")
  private long mebibytes;

  @Option(
      names = "--batch",
      defaultValue = "16",
      description = "records of 256 bytes in a batch, default ${DEFAULT-VALUE}")
  private int recordsPerBatch;

  @Option(names = "--segment-mib", defaultValue = "64", description = "default ${DEFAULT-VALUE}")
  private long segmentMebibytes;

  @Option(names = "--dir", description = "where the files go for a while; default: /tmp")
  private Path parent = Path.of("/tmp");

  @Option(names = "--set", description = "KEY=VALUE for the broker")
  private List<String> settings = List.of();

  @Override
  public Integer call() throws Exception {
    final Path directory = Files.createTempDirectory(parent, "rafthold-bench-");
    final Thread cleanup = new Thread(() -> IoUtil.delete(directory.toFile(), true));
    Runtime.getRuntime().addShutdownHook(cleanup);
    try (OneBroker broker = new OneBroker(directory, settings)) {
      measure(broker);
    }
    return 0;
  }

  private void measure(OneBroker broker) throws Exception {
    broker.start();
    try (RaftholdClient client = client(broker)) {
      client.admin().createTopic(new NewTopic(TOPIC, 1).withReplicas(1));
    }
    produceOne(broker);
    broker.close();
    final Path group = partitionOf(broker);
    final int groupId = Integer.parseInt(group.getFileName().toString());
    final int segments =
        LogFiller.fill(
            group.resolve("segments"),
            groupId,
            segmentMebibytes << 20,
            mebibytes << 20,
            recordsPerBatch);
    System.out.printf(
        "%d MiB in %d segments, %d records a batch%n", mebibytes, segments, recordsPerBatch);
    start("without states", broker);
    awaitStates(group);
    broker.close();
    start("with states", broker);
    broker.close();
    evict(group);
    start("with states, nothing in the page cache", broker);
  }

  private static void start(String what, OneBroker broker) throws Exception {
    final long startNs = System.nanoTime();
    broker.start();
    final double readyS = secondsSince(startNs);
    produceOne(broker);
    System.out.printf(
        "%s: ready after %.2f s, first acknowledgement after %.2f s%n",
        what, readyS, secondsSince(startNs));
  }

  private static double secondsSince(long startNs) {
    return (System.nanoTime() - startNs) / 1e9;
  }

  private static RaftholdClient client(OneBroker broker) {
    return RaftholdClient.builder().bootstrap(broker.bootstrap()).clientName("bench").build();
  }

  private static void produceOne(OneBroker broker) throws Exception {
    try (RaftholdClient client = client(broker);
        Producer<byte[], byte[]> producer =
            client.newProducer(
                ProducerSettings.builder(Codec.bytes(), Codec.bytes())
                    .deliveryTimeout(Duration.ofMinutes(PATIENCE_MINUTES))
                    .build())) {
      producer
          .send(new ProducerRecord<>(TOPIC, 0, null, new byte[1], List.of()))
          .get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    }
  }

  private static Path partitionOf(OneBroker broker) throws IOException {
    try (Stream<Path> groups = Files.list(broker.dataDirectory().resolve("groups"))) {
      return groups
          .filter(group -> !group.getFileName().toString().equals("0"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the topic has no directory"));
    }
  }

  private static List<Path> segments(Path group) throws IOException {
    try (Stream<Path> all = Files.list(group.resolve("segments"))) {
      return all.filter(path -> path.getFileName().toString().matches("\\d{20}")).sorted().toList();
    }
  }

  private static void awaitStates(Path group) throws IOException {
    final List<Path> segments = segments(group);
    final long deadlineNs = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    for (final Path segment : segments.subList(1, segments.size())) {
      while (!Files.exists(segment.resolve("state"))) {
        if (System.nanoTime() - deadlineNs > 0) {
          throw new IllegalStateException("no state was made beside " + segment);
        }
        LockSupport.parkNanos(POLL_NS);
      }
    }
  }

  /** Has the kernel forget the files' pages: coreutils' way to say so. */
  private static void evict(Path group) throws Exception {
    for (final Path segment : segments(group)) {
      try (Stream<Path> files = Files.list(segment)) {
        for (final Path file : files.toList()) {
          final int status =
              new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
                  .inheritIO()
                  .start()
                  .waitFor();
          if (status != 0) {
            throw new IllegalStateException("dd could not evict " + file);
          }
        }
      }
    }
  }
}
