package io.rafthold.process;

import io.rafthold.cli.RaftholdCommand;
import io.rafthold.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs commands against one cluster. */
final class Cli {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Processes processes;
  private final Path directory;
  private final String bootstrap;
  private final AtomicInteger runs = new AtomicInteger();

  /**
   * Aims at a cluster.
   *
   * @param directory gets the commands' output
   * @param bootstrap given to every command as {@code --bootstrap}; null: to none
   */
  Cli(Processes processes, Path directory, String bootstrap) {
    this.processes = processes;
    this.directory = directory;
    this.bootstrap = bootstrap;
  }

  /** A command that runs. */
  static final class Running {
    private final String command;
    private final Process process;
    private final Path out;
    private final Path err;
    private final long startedNs = System.nanoTime();

    Running(String command, Process process, Path out, Path err) {
      this.command = command;
      this.process = process;
      this.out = out;
      this.err = err;
    }

    boolean isRunning() {
      return process.isAlive();
    }

    CliResult await() {
      return await(BOUND);
    }

    CliResult await(Duration bound) {
      try {
        if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
          Processes.kill(process);
          throw new AssertionError(
              "'"
                  + command
                  + "' ran longer than "
                  + bound.toSeconds()
                  + " s\nout: "
                  + Files.readString(out)
                  + "\nerr: "
                  + Files.readString(err));
        }
        return new CliResult(
            command,
            process.exitValue(),
            Files.readString(out),
            Files.readString(err),
            Duration.ofNanos(System.nanoTime() - startedNs));
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
  }

  /** Runs a command to its end, within this JVM: many are run, and each JVM takes a second. */
  CliResult run(String... arguments) {
    return runWithInput(Path.of("/dev/null"), arguments);
  }

  /** Runs a command to its end, within this JVM, with a file as its standard input. */
  CliResult runWithInput(Path input, String... arguments) {
    final long startedNs = System.nanoTime();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (InputStream in = Files.newInputStream(input);
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      final int exitCode =
          RaftholdCommand.run(
              new Terminal(in, out, errors, false, Map.of()),
              withBootstrap(arguments).toArray(String[]::new));
      return new CliResult(
          String.join(" ", arguments),
          exitCode,
          out.toString(StandardCharsets.UTF_8),
          err.toString(StandardCharsets.UTF_8),
          Duration.ofNanos(System.nanoTime() - startedNs));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a command as a process of its own. */
  Running start(String... arguments) {
    final int run = runs.incrementAndGet();
    final Path out = directory.resolve("cli-" + run + ".out");
    final Path err = directory.resolve("cli-" + run + ".err");
    final String command = String.join(" ", arguments);
    final ProcessBuilder builder =
        JavaCommand.command(withBootstrap(arguments))
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile());
    return new Running(command, processes.start(command, builder, err), out, err);
  }

  private List<String> withBootstrap(String... arguments) {
    final List<String> all = new ArrayList<>(List.of(arguments));
    if (bootstrap != null) {
      all.addAll(List.of("--bootstrap", bootstrap));
    }
    return all;
  }
}
