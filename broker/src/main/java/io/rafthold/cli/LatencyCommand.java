package io.rafthold.cli;

import io.rafthold.partition.CommitStage;
import io.rafthold.protocol.LatencySnapshot;
import io.rafthold.server.StageText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code latency}: how long batches take from stage to stage, live. */
@Command(
    name = "latency",
    description =
        "Show how long batches take from their append to each stage, on the brokers that lead"
            + " their partitions: what passed in each interval.",
    mixinStandardHelpOptions = true)
final class LatencyCommand implements Callable<Integer> {
  private static final double NS_PER_US = 1e3;
  private static final int LONGEST_INTERVAL_S = 3600;
  private static final int OK = 200;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int HIGHEST_PORT = 65_535;
  private static final Pattern ADDRESS =
      Pattern.compile("([^:/\\s\\[\\]]+|\\[[0-9a-fA-F:.]+]):[0-9]{1,5}");
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};
  private static final String[] PERCENTILE_NAMES = {"p50", "p90", "p99", "p99.9", "max"};

  private final Terminal terminal;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Map<String, Map<CommitStage, LatencySnapshot>> before = new HashMap<>();

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "HOST:PORT",
      description = "Where brokers tell their metrics: metrics.host and metrics.port of each.")
  private List<String> brokers;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "Between two reports, 1 to 3600; default: ${DEFAULT-VALUE}.")
  private int intervalS = 1;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "End after so many reports; default: 0, when interrupted.")
  private int count;

  @Option(names = "--json", description = "Print one JSON document a line.")
  private boolean json;

  LatencyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    check();
    ask();
    for (int i = 0; count == 0 || i < count; i++) {
      pass(TimeUnit.SECONDS.toNanos(intervalS));
      final Map<CommitStage, LatencySnapshot> passed = ask();
      terminal.print(json ? json(passed) : text(passed));
    }
    return ExitCodes.OK;
  }

  private static void pass(long durationNs) {
    final long endNs = System.nanoTime() + durationNs;
    for (long leftNs = durationNs; leftNs > 0; leftNs = endNs - System.nanoTime()) {
      LockSupport.parkNanos(leftNs);
    }
  }

  private void check() {
    for (final String broker : brokers) {
      final String port = broker.substring(broker.lastIndexOf(':') + 1);
      if (!ADDRESS.matcher(broker).matches()
          || Integer.parseInt(port) < 1
          || Integer.parseInt(port) > HIGHEST_PORT) {
        throw refused("'" + broker + "' is no HOST:PORT, as in localhost:9464 or [::1]:9464");
      }
    }
    if (intervalS < 1 || intervalS > LONGEST_INTERVAL_S) {
      throw refused("--interval must be 1 to 3600: " + intervalS);
    }
    if (count < 0) {
      throw refused("--count must be 0 or more: " + count);
    }
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Returns what all brokers counted since they were asked last, together. */
  private Map<CommitStage, LatencySnapshot> ask() throws InterruptedException {
    final Map<CommitStage, LatencySnapshot> passed = new EnumMap<>(CommitStage.class);
    final List<String> troubles = new ArrayList<>();
    int answers = 0;
    for (final String broker : brokers) {
      try {
        final Map<CommitStage, LatencySnapshot> counted = ask(broker);
        answers++;
        final Map<CommitStage, LatencySnapshot> last = before.put(broker, counted);
        if (last != null) {
          counted.forEach(
              (stage, now) ->
                  passed.merge(stage, since(now, last.get(stage)), LatencySnapshot::plus));
        }
      } catch (final IOException | IllegalArgumentException e) {
        troubles.add(broker + " does not tell its latencies: " + reason(e));
      }
    }
    final String text = String.join("; ", troubles);
    if (answers == 0) {
      throw new CommandException(
          ExitCodes.NO_QUORUM, text + "; is a broker there, with metrics.port set?");
    }
    if (!text.isEmpty()) {
      terminal.tell(text);
    }
    return passed;
  }

  /** A refused connection has no message of its own. */
  private static String reason(Exception failure) {
    return failure.getMessage() == null ? "nobody answers there" : failure.getMessage();
  }

  private static LatencySnapshot since(LatencySnapshot now, LatencySnapshot last) {
    return last == null ? now : now.since(last);
  }

  private Map<CommitStage, LatencySnapshot> ask(String broker)
      throws IOException, InterruptedException {
    final HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + broker + "/latency"))
            .timeout(TIMEOUT)
            .build();
    final HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != OK) {
      throw new IOException("it answers " + response.statusCode());
    }
    return StageText.parse(response.body());
  }

  private static String text(Map<CommitStage, LatencySnapshot> passed) {
    final TextTable table =
        new TextTable("STAGE", "SAMPLES", "P50 us", "P90 us", "P99 us", "P99.9 us", "MAX us");
    passed.forEach(
        (stage, counted) -> {
          final Object[] cells = new Object[2 + PERCENTILES.length];
          cells[0] = stage.label();
          cells[1] = counted.count();
          for (int i = 0; i < PERCENTILES.length; i++) {
            cells[2 + i] = counted.count() == 0 ? "-" : us(counted, PERCENTILES[i]);
          }
          table.row(cells);
        });
    return table + "\n";
  }

  private static String us(LatencySnapshot counted, double percentile) {
    return String.format(Locale.ROOT, "%.1f", counted.atPercentile(percentile) / NS_PER_US);
  }

  private static String json(Map<CommitStage, LatencySnapshot> passed) {
    final JsonWriter writer = new JsonWriter().beginObject();
    passed.forEach(
        (stage, counted) -> {
          writer.beginObject(stage.label()).field("samples", counted.count());
          for (int i = 0; i < PERCENTILES.length && counted.count() > 0; i++) {
            writer.field(
                PERCENTILE_NAMES[i] + "Us", counted.atPercentile(PERCENTILES[i]) / NS_PER_US);
          }
          writer.endObject();
        });
    return writer.endObject().toString();
  }
}
