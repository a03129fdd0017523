package io.rafthold.bench.system;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM like this one, with another main class: same flags, same class path. It is ended by its own
 * handle. Those that watch their parent end by themselves when this process is gone.
 */
public final class ChildProcess implements AutoCloseable {
  private static final long STOP_TIMEOUT_S = 10;

  /** On a machine that others use too. */
  private static final long READY_TIMEOUT_S = 120;

  private static final long LOOK_INTERVAL_MS = 100;
  private static final int MAX_LINES_KEPT = 1000;
  private static final int ERROR_LINES_TOLD = 20;

  private final String name;
  private final Path errors;
  private final Process process;

  /** What it printed and nobody has waited for; what is too much is dropped. */
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(MAX_LINES_KEPT);

  private boolean isToEnd;

  private ChildProcess(String name, Path errors, Process process) {
    this.name = name;
    this.errors = errors;
    this.process = process;
    // A child whose output nobody reads would stand still one day.
    final Thread reader = new Thread(this::read, "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        final var unused = lines.offer(line);
      }
    } catch (IOException e) {
      // The process has ended, and whoever waits for a line sees that.
      lines.clear();
    }
  }

  /**
   * Starts a child whose errors go to a file.
   *
   * @param name for errors
   * @param errors appended to
   * @param mainClass what it runs
   * @param arguments of its main method
   * @return running, not yet ready
   */
  public static ChildProcess start(
      String name, Path errors, String mainClass, List<String> arguments) {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
        .forEach(command::add);
    command.add("-cp");
    command.add(absolute(System.getProperty("java.class.path")));
    command.add(mainClass);
    command.addAll(arguments);
    try {
      final ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
      // The user's own settings are for the user's own brokers.
      builder.environment().keySet().removeIf(variable -> variable.startsWith("RAFTHOLD_"));
      return new ChildProcess(name, errors, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  private static String absolute(String classPath) {
    final List<String> entries = new ArrayList<>();
    for (final String entry : classPath.split(File.pathSeparator, -1)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  /**
   * Waits for the line that tells that the child is ready.
   *
   * @param prefix of the line
   * @throws IllegalStateException where the child ends before that, or does not get so far within
   *     two minutes; with the last lines of its errors
   */
  public void awaitLine(String prefix) {
    final long startNs = System.nanoTime();
    String line = "";
    while (line == null || !line.startsWith(prefix)) {
      final boolean isAlive = process.isAlive();
      line = nextLine();
      if (line == null && !isAlive) {
        throw new IllegalStateException(name + " ended before it was ready" + lastErrors());
      }
      if (System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(READY_TIMEOUT_S)) {
        throw new IllegalStateException(
            name + " was not ready within " + READY_TIMEOUT_S + " s" + lastErrors());
      }
    }
  }

  /** Returns null where none came for a moment. */
  private String nextLine() {
    try {
      return lines.poll(LOOK_INTERVAL_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " started", e);
    }
  }

  private String lastErrors() {
    try {
      final List<String> all = Files.readAllLines(errors, StandardCharsets.UTF_8);
      final List<String> last = all.subList(Math.max(0, all.size() - ERROR_LINES_TOLD), all.size());
      return last.isEmpty() ? "" : "; its last errors:\n" + String.join("\n", last);
    } catch (IOException e) {
      return "; its errors cannot be read: " + e;
    }
  }

  /** Returns the id of its process. */
  public long pid() {
    return process.pid();
  }

  /** Ends it as the kernel does, by SIGKILL: it runs nothing more. Does not wait for that. */
  public void kill() {
    isToEnd = true;
    process.destroyForcibly();
  }

  /** Asks it to end, and ends it where it does not. Tells of one that has ended by itself. */
  @Override
  public void close() {
    if (!isToEnd && !process.isAlive()) {
      System.err.println(name + " had ended by itself, code " + process.exitValue() + lastErrors());
    }
    isToEnd = true;
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
