package io.rafthold.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every process that a test, or a class of tests, starts. What still runs behind it is killed, by
 * its id; behind a failed test the ends of all logs are printed.
 */
final class Processes
    implements AfterTestExecutionCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Processes.class);
  private static final int SHOWN_LINES = 60;
  private static final long KILL_BOUND_S = 20;

  private record Started(String name, Process process, Path log) {}

  private final List<Started> all = new ArrayList<>();
  private final boolean sharedByTests;

  private Processes(boolean sharedByTests) {
    this.sharedByTests = sharedByTests;
  }

  /** For a field of the instance: ends all behind each test. */
  static Processes ofTest() {
    return new Processes(false);
  }

  /** For a static field: ends all behind the last test. */
  static Processes ofClass() {
    return new Processes(true);
  }

  /**
   * Starts a process whose output goes to files.
   *
   * @param name for messages
   * @param log gets standard error; standard output goes to {@code builder}'s own target
   */
  Process start(String name, ProcessBuilder builder, Path log) {
    try {
      final Process process = builder.redirectError(log.toFile()).start();
      synchronized (all) {
        all.add(new Started(name, process, log));
      }
      return process;
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /** Sends a signal to one process. */
  static void signal(String signal, Process process) {
    try {
      final Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
      if (!kill.waitFor(KILL_BOUND_S, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new AssertionError("cannot send " + signal + " to process " + process.pid());
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Ends a process by SIGKILL and waits until it is gone. */
  static void kill(Process process) {
    process.destroyForcibly();
    await(process, "SIGKILL");
  }

  /** Waits for the end of a process. */
  static int await(Process process, String after) {
    try {
      if (!process.waitFor(KILL_BOUND_S, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "process " + process.pid() + " runs " + KILL_BOUND_S + " s after " + after);
      }
      return process.exitValue();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    context
        .getExecutionException()
        .ifPresent(failure -> printLogs(context.getDisplayName() + " failed"));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!sharedByTests) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    synchronized (all) {
      all.forEach(started -> started.process.destroyForcibly());
      all.forEach(started -> await(started.process, "SIGKILL"));
      all.clear();
    }
  }

  private void printLogs(String why) {
    synchronized (all) {
      for (final Started started : all) {
        final String state =
            started.process.isAlive() ? "runs" : "exit code " + started.process.exitValue();
        LOG.error("{}: {} ({}):\n{}", why, started.name, state, tail(started.log));
      }
    }
  }

  private static String tail(Path log) {
    try {
      final List<String> lines = Files.readAllLines(log);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (final IOException e) {
      return "(" + e + ")";
    }
  }
}
