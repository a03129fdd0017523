package io.rafthold.bench.system;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM like this one, with another main class: same flags, same class path. It is ended by its own
 * handle, and ends by itself when this process is gone and its standard input with it.
 */
public final class ChildProcess implements AutoCloseable {
  private static final long STOP_TIMEOUT_S = 10;

  private final String name;
  private final Process process;
  private final BufferedReader output;

  private ChildProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
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
      return new ChildProcess(name, builder.start());
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
   * @throws IllegalStateException where the child ends before that
   */
  public void awaitLine(String prefix) {
    try {
      String line = output.readLine();
      while (line != null && !line.startsWith(prefix)) {
        line = output.readLine();
      }
      if (line == null) {
        throw new IllegalStateException(name + " ended before it was ready; see its errors");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read from " + name, e);
    }
  }

  /** Returns the id of its process. */
  public long pid() {
    return process.pid();
  }

  /** Ends it as the kernel does, by SIGKILL: it runs nothing more. Does not wait for that. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Asks it to end, and ends it where it does not. */
  @Override
  public void close() {
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
