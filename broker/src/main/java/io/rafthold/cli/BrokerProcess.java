package io.rafthold.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One broker in a process of its own: this JVM's flags and class path, {@code server} to run. */
final class BrokerProcess {
  private static final String VARIABLE_PREFIX = "RAFTHOLD_";
  private static final String READY = "ready ";
  private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private final int brokerId;
  private final Path out;
  private final Path err;
  private final Process process;

  private BrokerProcess(int brokerId, Path out, Path err, Process process) {
    this.brokerId = brokerId;
    this.out = out;
    this.err = err;
    this.process = process;
  }

  /**
   * Starts a broker and returns at once.
   *
   * @param directory where its output goes
   * @param settings {@code key=value} each
   */
  static BrokerProcess start(int brokerId, Path directory, List<String> settings) {
    final Path out = directory.resolve("broker-" + brokerId + ".out");
    final Path err = directory.resolve("broker-" + brokerId + ".err");
    final ProcessBuilder builder = new ProcessBuilder(command(settings));
    // The user's own settings are for the user's own brokers.
    builder.environment().keySet().removeIf(name -> name.startsWith(VARIABLE_PREFIX));
    builder.redirectOutput(out.toFile());
    builder.redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
    try {
      final Process process = builder.start();
      process.getOutputStream().close();
      return new BrokerProcess(brokerId, out, err, process);
    } catch (final IOException failure) {
      throw new UncheckedIOException("broker " + brokerId + " cannot be started", failure);
    }
  }

  /** Waits until the broker says that it serves. */
  void awaitReady(long deadlineNs) {
    while (!hasSaidReady()) {
      if (!process.isAlive()) {
        throw failure("ended with " + process.exitValue() + " instead of serving");
      }
      if (System.nanoTime() - deadlineNs > 0) {
        throw failure("does not serve in time");
      }
      LockSupport.parkNanos(LOOK_INTERVAL_NS);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Ends the process by SIGKILL, as a crash would, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Asks the process by SIGTERM to end. */
  void requestStop() {
    process.destroy();
  }

  /**
   * Waits for a stop that was asked for, and kills the process where it does not come.
   *
   * @return whether the process ended by itself, and well
   */
  boolean awaitStop(long timeoutMs) {
    final Process ended =
        process.onExit().completeOnTimeout(null, timeoutMs, TimeUnit.MILLISECONDS).join();
    if (ended == null) {
      kill();
      return false;
    }
    return ended.exitValue() == ExitCodes.OK;
  }

  private boolean hasSaidReady() {
    try {
      return Files.exists(out) && Files.readString(out).lines().anyMatch(this::isReadyLine);
    } catch (final IOException unreadable) {
      throw new UncheckedIOException("the output of broker " + brokerId + " is gone", unreadable);
    }
  }

  private boolean isReadyLine(String line) {
    return line.startsWith(READY);
  }

  private CommandException failure(String what) {
    String said;
    try {
      said = Files.readString(err).strip();
    } catch (final IOException unreadable) {
      said = unreadable.toString();
    }
    return new CommandException(
        ExitCodes.FAILURE, "broker " + brokerId + " " + what + ". It said: " + said);
  }

  private static List<String> command(List<String> settings) {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(RaftholdCommand.class.getName());
    command.add("server");
    for (final String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    return command;
  }
}
