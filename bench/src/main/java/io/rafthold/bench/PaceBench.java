package io.rafthold.bench;

import io.rafthold.client.Codec;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Pace;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.IoUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench pace}: how well a replay keeps the distances between records. */
@Command(
    name = "pace",
    description = {
      "Records a partition with random gaps between its records, and replays it at the recorded",
      "pace, at ten times that, and as fast as possible; tells how far the gaps were off."
    },
    mixinStandardHelpOptions = true)
final class PaceBench implements Callable<Integer> {
  private static final String TOPIC = "bench-pace";
  private static final long SEED = 1;
  private static final double[] FACTORS = {1, 10};

  @Option(names = "--records", defaultValue = "2000", description = "default ${DEFAULT-VALUE}")
  private int records;

  @Option(
      names = "--gap-us",
      defaultValue = "5000",
      description = "mean of the gaps, exponentially distributed, default ${DEFAULT-VALUE}")
  private long meanGapUs;

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
      broker.start();
      try (RaftholdClient client =
          RaftholdClient.builder().bootstrap(broker.bootstrap()).clientName("bench").build()) {
        client.admin().createTopic(new NewTopic(TOPIC, 1).withReplicas(1));
        record(client);
        for (final double factor : FACTORS) {
          replay(client, Pace.recorded(factor), factor);
        }
        replay(client, Pace.asFastAsPossible(), Double.POSITIVE_INFINITY);
      }
    }
    return 0;
  }

  private void record(RaftholdClient client) throws Exception {
    final SplittableRandom random = new SplittableRandom(SEED);
    try (Producer<byte[], byte[]> producer =
        client.newProducer(ProducerSettings.builder(Codec.bytes(), Codec.bytes()).build())) {
      for (int i = 0; i < records; i++) {
        producer.send(new ProducerRecord<>(TOPIC, 0, null, new byte[256], List.of())).get();
        final double gapUs = -Math.log(1 - random.nextDouble()) * meanGapUs;
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos((long) gapUs));
      }
    }
  }

  private void replay(RaftholdClient client, Pace pace, double factor) {
    final long[] recordedNs = new long[records];
    final long[] replayedNs = new long[records];
    int count = 0;
    try (Reader<byte[], byte[]> reader =
        client.newReader(
            new ReaderSettings<>(Codec.bytes(), Codec.bytes(), TOPIC).withPace(pace))) {
      for (final ConsumerRecord<byte[], byte[]> record : reader) {
        recordedNs[count] = record.timestampNs();
        replayedNs[count++] = System.nanoTime();
      }
    }
    final double seconds = (replayedNs[count - 1] - replayedNs[0]) / 1e9;
    if (Double.isInfinite(factor)) {
      System.out.printf("as fast as possible: %d records in %.3f s%n", count, seconds);
      return;
    }
    final double[] off = new double[count - 1];
    final double[] gaps = new double[count - 1];
    for (int i = 0; i < off.length; i++) {
      gaps[i] = (recordedNs[i + 1] - recordedNs[i]) / factor;
      off[i] = Math.abs(replayedNs[i + 1] - replayedNs[i] - gaps[i]) / gaps[i] * 100;
    }
    Arrays.sort(off);
    Arrays.sort(gaps);
    System.out.printf(
        "recorded pace times %.0f: %d records in %.3f s, median gap %.1f us; a gap is off by"
            + " %.2f %% at the median, %.2f %% at p90, %.2f %% at p99%n",
        factor,
        count,
        seconds,
        gaps[gaps.length / 2] / 1e3,
        off[off.length / 2],
        off[off.length * 9 / 10],
        off[off.length * 99 / 100]);
  }
}
