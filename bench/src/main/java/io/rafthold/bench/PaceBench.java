package io.rafthold.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.IoUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench pace}: how well a replay keeps the distances between records. */
@Command(
    name = "pace",
    description = {
      "Appends the events of a file with the gaps between their times, all shorter by one factor,",
      "and replays them at the recorded pace, at ten times that, and as fast as possible; says how",
      "far the gaps were off."
    },
    mixinStandardHelpOptions = true)
final class PaceBench implements Callable<Integer> {
  private static final String TOPIC = "bench-pace";
  private static final String SHIPPED = "/io/rafthold/cli/quickstart/earthquakes.ndjson";
  private static final double[] FACTORS = {1, 10};

  /** One line of the file. */
  private record Event(long time, String line) {}

  @Option(
      names = "--file",
      description = "JSON objects, one a line, in any order; default: a week of earthquakes")
  private Path file;

  @Option(
      names = "--time-field",
      defaultValue = "time",
      description =
          "whole number that tells an event's time, in any unit; default ${DEFAULT-VALUE}")
  private String timeField;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "how long all of them take to append; default ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--dir", description = "where the files go for a while; default: /tmp")
  private Path parent = Path.of("/tmp");

  @Option(names = "--set", description = "KEY=VALUE for the broker")
  private List<String> settings = List.of();

  @Override
  public Integer call() throws Exception {
    final List<Event> events = events();
    final Path directory = Files.createTempDirectory(parent, "rafthold-bench-");
    final Thread cleanup = new Thread(() -> IoUtil.delete(directory.toFile(), true));
    Runtime.getRuntime().addShutdownHook(cleanup);
    try (OneBroker broker = new OneBroker(directory, settings)) {
      broker.start();
      try (RaftholdClient client =
          RaftholdClient.builder().bootstrap(broker.bootstrap()).clientName("bench").build()) {
        client.admin().createTopic(new NewTopic(TOPIC, 1).withReplicas(1));
        record(client, events);
        for (final double factor : FACTORS) {
          replay(client, events.size(), Pace.recorded(factor), factor);
        }
        replay(client, events.size(), Pace.asFastAsPossible(), Double.POSITIVE_INFINITY);
      }
    }
    return 0;
  }

  private List<Event> events() throws IOException {
    if (file != null && !Files.isReadable(file)) {
      throw new IllegalArgumentException("file '" + file + "' cannot be read: name another one");
    }
    final String text =
        file == null
            ? new String(PaceBench.class.getResourceAsStream(SHIPPED).readAllBytes(), UTF_8)
            : Files.readString(file);
    final Pattern pattern = Pattern.compile('"' + Pattern.quote(timeField) + "\":\\s*(\\d{1,18})");
    final List<Event> events = new ArrayList<>();
    for (final String line : text.lines().toList()) {
      final Matcher time = pattern.matcher(line);
      if (!time.find()) {
        throw new IllegalArgumentException(
            "line "
                + (events.size() + 1)
                + " has no whole number '"
                + timeField
                + "': name the field by --time-field");
      }
      events.add(new Event(Long.parseLong(time.group(1)), line));
    }
    events.sort(Comparator.comparingLong(Event::time));
    if (events.size() < 2 || events.get(0).time() == events.get(events.size() - 1).time()) {
      throw new IllegalArgumentException("there are no two events of different times in the file");
    }
    return events;
  }

  private void record(RaftholdClient client, List<Event> events) throws Exception {
    final long first = events.get(0).time();
    final double scale =
        TimeUnit.SECONDS.toNanos(seconds) / (double) (events.get(events.size() - 1).time() - first);
    try (Producer<byte[], byte[]> producer =
        client.newProducer(ProducerSettings.builder(Codec.bytes(), Codec.bytes()).build())) {
      final long startNs = System.nanoTime();
      for (final Event event : events) {
        final long dueNs = startNs + (long) ((event.time() - first) * scale);
        for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; ) {
          LockSupport.parkNanos(leftNs);
          leftNs = dueNs - System.nanoTime();
        }
        producer
            .send(new ProducerRecord<>(TOPIC, 0, null, event.line().getBytes(UTF_8), List.of()))
            .get();
      }
    }
  }

  private void replay(RaftholdClient client, int records, Pace pace, double factor) {
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
    final double tookS = (replayedNs[count - 1] - replayedNs[0]) / 1e9;
    if (Double.isInfinite(factor)) {
      System.out.printf("as fast as possible: %d records in %.3f s%n", count, tookS);
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
        tookS,
        gaps[gaps.length / 2] / 1e3,
        off[off.length / 2],
        off[off.length * 9 / 10],
        off[off.length * 99 / 100]);
  }
}
