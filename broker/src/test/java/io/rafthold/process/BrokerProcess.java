package io.rafthold.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One broker with a directory of its own: its configuration, data, media driver and logs. */
final class BrokerProcess {
  private static final Duration READY_BOUND = Duration.ofSeconds(60);
  private static final int SIGTERM_EXIT = 143;

  private final Processes processes;
  private final int id;
  private final Path directory;
  private final String host;
  private final int peerPort;
  private final int clientPort;
  private Process process;
  private Path output;
  private int starts;
  private int boots;

  BrokerProcess(
      Processes processes,
      int id,
      Path directory,
      String host,
      int peerPort,
      int clientPort,
      String configuration) {
    this.processes = processes;
    this.id = id;
    this.directory = directory;
    this.host = host;
    this.peerPort = peerPort;
    this.clientPort = clientPort;
    try {
      Files.createDirectories(directory);
      Files.writeString(configFile(), configuration);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int id() {
    return id;
  }

  /** Where clients reach it: HOST:PORT. */
  String bootstrap() {
    return host + ":" + clientPort;
  }

  /** Where brokers and clients reach it, as {@code cluster add} takes it. */
  String address() {
    return host + ":" + peerPort + ":" + clientPort;
  }

  /** Deletes its data, as a disk that is replaced; not while it runs. */
  void wipe() {
    if (isRunning()) {
      throw new IllegalStateException("broker " + id + " runs");
    }
    try (Stream<Path> paths = Files.walk(dataDirectory())) {
      for (final Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path configFile() {
    return directory.resolve("broker.yaml");
  }

  Path dataDirectory() {
    return directory.resolve("data");
  }

  boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Starts it; {@link #awaitReady} tells when it serves. */
  BrokerProcess start(String... overrides) {
    if (isRunning()) {
      throw new IllegalStateException("broker " + id + " runs already");
    }
    starts++;
    output = directory.resolve("out-" + starts + ".log");
    final List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("server", "--config", configFile().toString()));
    for (final String override : overrides) {
      arguments.addAll(List.of("--set", override));
    }
    process =
        processes.start(
            "broker " + id + ", start " + starts,
            JavaCommand.broker(flags(), directory.resolve("cut"), arguments)
                .redirectOutput(output.toFile()),
            errorFile());
    return this;
  }

  private List<String> flags() {
    return boots == 0 ? List.of() : List.of("-Drafthold.test.boot.id=boot-" + boots);
  }

  /** Has the machine start anew, as far as its next process can tell. */
  void reboot() {
    boots++;
  }

  /** Waits for the line {@code ready ...}. */
  BrokerProcess awaitReady() {
    Await.until(
        "broker " + id + " says ready",
        READY_BOUND,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(
                "broker " + id + " ended with exit code " + process.exitValue() + ": " + errors());
          }
          return output().lines().anyMatch(line -> line.startsWith("ready"));
        });
    return this;
  }

  /** Ends it by SIGKILL. */
  void kill() {
    Processes.kill(process);
  }

  /** Sends SIGKILL and does not wait. */
  void killAtOnce() {
    process.destroyForcibly();
  }

  /** Ends it by SIGTERM and returns its exit code; a JVM's own for that signal counts as 0. */
  int stop() {
    process.destroy();
    final int exitCode = Processes.await(process, "SIGTERM");
    return exitCode == SIGTERM_EXIT ? 0 : exitCode;
  }

  /** Has nothing pass any more that it sends to these brokers; to none, everything passes. */
  void cutTo(int... brokers) {
    final Path fresh = directory.resolve("cut.new");
    try {
      Files.writeString(
          fresh,
          IntStream.of(brokers).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
      Files.move(fresh, directory.resolve("cut"), StandardCopyOption.REPLACE_EXISTING);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits for its end and returns its exit code. */
  int awaitExit() {
    return Processes.await(process, "its start");
  }

  void pause() {
    Processes.signal("STOP", process);
  }

  void resume() {
    Processes.signal("CONT", process);
  }

  /** What the running start, or the last one, wrote to standard output. */
  String output() {
    return read(output);
  }

  /** What the running start, or the last one, wrote to standard error. */
  String errors() {
    return read(errorFile());
  }

  private Path errorFile() {
    return directory.resolve("err-" + starts + ".log");
  }

  static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
