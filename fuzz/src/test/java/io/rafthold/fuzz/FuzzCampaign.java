package io.rafthold.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer on each target, for {@code -Dfuzz.seconds} each, in a process of its own with a small
 * heap, {@code -Dfuzz.parallel} of them at a time, from {@code -Dfuzz.seed} on: profile {@code
 * fuzz} only. What it found before is in {@code target/fuzz/NAME/corpus}; an input that breaks a
 * target is left beside it, and belongs into {@code src/test/resources/fuzz/NAME}.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS)
@Execution(ExecutionMode.CONCURRENT)
class FuzzCampaign {
  private static final long SECONDS = Long.getLong("fuzz.seconds", 60);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int TIMEOUT_S = 20;
  private static final int GRACE_S = 120;
  private static final int TAIL_LINES = 80;
  private static final Path REPORT = Path.of("target/fuzz/report.txt");

  static List<String> targets() {
    final String chosen = System.getProperty("fuzz.targets", "");
    return chosen.isEmpty()
        ? FuzzTargets.NAMES
        : FuzzTargets.NAMES.stream().filter(List.of(chosen.split(",", -1))::contains).toList();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void findsNothing(String name) throws Exception {
    final Path directory = Files.createDirectories(Path.of("target/fuzz", name).toAbsolutePath());
    final Path corpus = Files.createDirectories(directory.resolve("corpus"));
    final Path seeds = writeSeeds(name, directory.resolve("seeds"));
    final Path output = directory.resolve("output.txt");
    final ProcessBuilder builder =
        new ProcessBuilder(command(name, directory, corpus, seeds))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // Surefire hides the class path in a manifest and tells it in a property of its own.
    builder
        .environment()
        .put(
            "CLASSPATH",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    final Process process = builder.start();
    try {
      assertThat(process.waitFor(SECONDS + GRACE_S, TimeUnit.SECONDS))
          .as("%s came back; %s", name, tail(output))
          .isTrue();
      report(name, output);
      assertThat(process.exitValue()).as("%s; %s", name, tail(output)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> command(String name, Path directory, Path corpus, Path seeds) {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + System.getProperty("fuzz.jvm.options"));
    command.addAll(List.of("-Xmx256m", "-XX:MaxDirectMemorySize=128m", "-XX:+UseSerialGC"));
    command.add("-Dfuzz.target=" + name);
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + JazzerEntry.class.getName());
    command.add("--instrumentation_includes=io.rafthold.**");
    command.add("--custom_hook_includes=io.rafthold.**");
    command.add("--reproducer_path=" + directory);
    command.addAll(List.of("-seed=" + SEED, "-max_total_time=" + SECONDS));
    command.addAll(List.of("-timeout=" + TIMEOUT_S, "-print_final_stats=1"));
    command.addAll(List.of("-rss_limit_mb=2048", "-max_len=16384"));
    command.add("-artifact_prefix=" + directory + "/");
    command.addAll(List.of(corpus.toString(), seeds.toString()));
    return command;
  }

  private static Path writeSeeds(String name, Path directory) throws Exception {
    Files.createDirectories(directory);
    try (FuzzTarget target = FuzzTargets.of(name)) {
      int number = 0;
      for (final byte[] seed : target.seeds()) {
        Files.write(directory.resolve("seed-" + number++), seed);
      }
    }
    return directory;
  }

  private static void report(String name, Path output) throws IOException {
    try (Stream<String> lines = Files.lines(output, UTF_8)) {
      final List<String> figures =
          lines.filter(line -> line.startsWith("stat::number_of_executed_units")).toList();
      Files.writeString(
          REPORT,
          name + ", seed " + SEED + ", " + SECONDS + " s: " + String.join("", figures) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private static String tail(Path output) throws IOException {
    final List<String> lines = Files.readAllLines(output, UTF_8);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }
}
