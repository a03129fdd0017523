package io.rafthold.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short command of the system. */
final class Tool {
  private static final long BOUND_S = 30;

  private final List<String> command;
  private final Process process;

  private Tool(List<String> command, Process process) {
    this.command = command;
    this.process = process;
  }

  static Tool start(List<String> command) {
    try {
      return new Tool(command, new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  /** Runs a command to its end, which must be a good one. */
  static void run(List<String> command) {
    start(command).await();
  }

  /** Tells whether a command can be run at all. */
  static boolean exists(String name) {
    return start(List.of("sh", "-c", "command -v " + name)).succeeds();
  }

  /** Waits for the end, which must be a good one. */
  void await() {
    final String output = output();
    if (process.exitValue() != 0) {
      throw new AssertionError(command + ": exit code " + process.exitValue() + ": " + output);
    }
  }

  /** Waits for the end. */
  boolean succeeds() {
    output();
    return process.exitValue() == 0;
  }

  private String output() {
    try {
      final String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(BOUND_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end");
      }
      return output;
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
