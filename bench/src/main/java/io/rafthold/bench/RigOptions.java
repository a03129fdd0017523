package io.rafthold.bench;

import io.rafthold.bench.rig.Failure;
import io.rafthold.bench.rig.Machine;
import io.rafthold.bench.rig.Measure;
import io.rafthold.bench.rig.Result;
import io.rafthold.bench.rig.Rig;
import io.rafthold.bench.rig.RigSettings;
import io.rafthold.bench.rig.Summary;
import io.rafthold.bench.rig.SystemUnderTest;
import io.rafthold.bench.system.SystemSettings;
import io.rafthold.bench.system.Systems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of all commands that measure whole systems, and the way through what they ask for. */
final class RigOptions {
  private static final int MOST_SECONDS = 3600;
  private static final int MOST_ROUNDS = 1000;
  private static final int MOST_OUTSTANDING = 1 << 20;
  private static final long MOST_RATE = 10_000_000;
  private static final long MOST_REPLAYED = 1_000_000_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--size", defaultValue = "256", description = "bytes, default ${DEFAULT-VALUE}")
  private int sizeBytes;

  @Option(
      names = "--warmup",
      defaultValue = "5",
      description = "seconds before each measurement, default ${DEFAULT-VALUE}")
  private int warmUpS;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "of each measurement, default ${DEFAULT-VALUE}")
  private int durationS;

  @Option(
      names = "--runs",
      defaultValue = "1",
      description = "rounds; in each, the systems take their turns, default ${DEFAULT-VALUE}")
  private int runs;

  @Option(
      names = "--outstanding",
      defaultValue = "4096",
      description = "messages under way for the throughput, default ${DEFAULT-VALUE}")
  private int outstanding;

  @Option(
      names = "--rate",
      defaultValue = "10000",
      description = "messages a second in an open loop, default ${DEFAULT-VALUE}")
  private long rate;

  @Option(
      names = "--replay",
      defaultValue = "1000000",
      description = "messages to read in a replay, default ${DEFAULT-VALUE}")
  private long replayMessages;

  @Option(
      names = "--mtu",
      defaultValue = "65408",
      description = "largest datagram of all systems in bytes, default ${DEFAULT-VALUE}")
  private int mtuBytes;

  @Option(names = "--dir", description = "where the files go for a while; default: /tmp")
  private Path directory = Path.of("/tmp");

  @Option(names = "--set", description = "KEY=VALUE for the brokers, besides what a system sets")
  private List<String> settings = List.of();

  @Option(names = "--json", description = "one JSON document a line, and nothing else")
  private boolean isJson;

  SystemSettings systemSettings() {
    return new SystemSettings(mtuBytes, directory.toAbsolutePath(), settings);
  }

  int sizeBytes() {
    return sizeBytes;
  }

  int mtuBytes() {
    return mtuBytes;
  }

  int runs() {
    return runs;
  }

  Path directory() {
    return directory.toAbsolutePath();
  }

  /** Prints a line for people, where they read along. */
  void say(String line) {
    if (!isJson) {
      System.out.println(line);
    }
  }

  /** Prints a line of JSON, where a program reads along. */
  void sayJson(String line) {
    if (isJson) {
      System.out.println(line);
    }
  }

  /**
   * Refuses what makes no sense before the first system is started.
   *
   * @param systems as users name them
   * @param html where a page goes, or null
   */
  void check(List<String> systems, Path html) {
    new OptionCheck(spec)
        .size(sizeBytes)
        .within("--warmup", warmUpS, 0, MOST_SECONDS)
        .within("--seconds", durationS, 1, MOST_SECONDS)
        .within("--runs", runs, 1, MOST_ROUNDS)
        .within("--outstanding", outstanding, 1, MOST_OUTSTANDING)
        .within("--rate", rate, 1, MOST_RATE)
        .within("--replay", replayMessages, 1, MOST_REPLAYED)
        .mtu(mtuBytes)
        .directory("--dir", directory)
        .writable("--html", html)
        .different("--system", systems);
    prepare(systems);
  }

  private Map<String, Supplier<SystemUnderTest>> prepare(List<String> systems) {
    final Systems known = new Systems();
    final Map<String, Supplier<SystemUnderTest>> prepared = new LinkedHashMap<>();
    try {
      for (final String name : systems) {
        prepared.put(name, known.prepare(name, systemSettings()));
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--system: " + e.getMessage(), e);
    }
    return prepared;
  }

  /**
   * Takes the measures of all systems, which have their turns in each round. A system that fails
   * loses its turn, and the comparison goes on.
   *
   * @return all results, each printed as it was found
   */
  Summary run(List<String> systems, List<Measure> measures) {
    return run(systems, measures, () -> {});
  }

  /** As above; something else is done before each round. */
  Summary run(List<String> systems, List<Measure> measures, Runnable beforeEach) {
    final Map<String, Supplier<SystemUnderTest>> prepared = prepare(systems);
    final Summary summary = new Summary();
    final Rig rig = rig(summary);
    say(rig.machine().toString());
    for (int round = 1; round <= runs; round++) {
      beforeEach.run();
      for (final String name : systems) {
        try (SystemUnderTest system = prepared.get(name).get()) {
          say("\n" + system.profile());
          rig.measure(system, measures, round);
        } catch (RuntimeException e) {
          failed(new Failure(name, round, String.valueOf(e.getMessage())), summary);
        }
      }
    }
    return summary;
  }

  private void failed(Failure failure, Summary summary) {
    summary.add(failure);
    say("  " + failure);
    sayJson(failure.json());
  }

  private Rig rig(Summary summary) {
    return new Rig(
        new RigSettings(
            sizeBytes,
            TimeUnit.SECONDS.toNanos(warmUpS),
            TimeUnit.SECONDS.toNanos(durationS),
            outstanding,
            rate,
            replayMessages),
        result -> found(result, summary));
  }

  private void found(Result result, Summary summary) {
    summary.add(result);
    say("  " + result.text());
    sayJson(result.json());
  }

  Machine machine() {
    return Machine.here();
  }
}
