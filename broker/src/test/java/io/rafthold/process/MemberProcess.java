package io.rafthold.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** A process that runs {@link GroupMemberProgram}, and what it has written down so far. */
final class MemberProcess {
  private static final Duration SIGNAL_BOUND = Duration.ofSeconds(20);
  private static final int READ_BYTES = 1 << 16;
  private static final int LEFT_BY_SIGTERM = 143;

  private final List<GroupLine> lines = new ArrayList<>();
  private final String name;
  private final Path file;
  private final Process process;
  private long readBytes;
  private String torn = "";

  /**
   * Starts it.
   *
   * @param name of the member, and of its client
   * @param directory gets its files
   * @param arguments of the program: bootstrap, topic, group, session timeout in milliseconds
   */
  MemberProcess(Processes processes, String name, Path directory, List<String> arguments) {
    this.name = name;
    file = directory.resolve(name + ".lines");
    final List<String> all = new ArrayList<>();
    all.add(name);
    all.addAll(arguments);
    all.add(directory.resolve(name + ".aeron").toString());
    all.add(file.toString());
    process =
        processes.start(
            name,
            JavaCommand.program(GroupMemberProgram.class, all)
                .redirectOutput(directory.resolve(name + ".out").toFile()),
            directory.resolve(name + ".log"));
  }

  String name() {
    return name;
  }

  /** Fails where it has ended by itself. */
  void checkRuns() {
    if (!process.isAlive()) {
      throw new AssertionError(name + " ended with exit code " + process.exitValue());
    }
  }

  /** Ends it by SIGKILL. */
  void kill() {
    Processes.kill(process);
  }

  /** Sends SIGTERM and does not wait. */
  void stop() {
    process.destroy();
  }

  /** Waits until it has left its group and ended. */
  void awaitEnd() {
    final int exitCode = Processes.await(process, "SIGTERM");
    if (exitCode != LEFT_BY_SIGTERM) {
      throw new AssertionError(name + " ended with exit code " + exitCode);
    }
  }

  /** Returns when none of its threads runs any more. */
  void pause() {
    Processes.signal("STOP", process);
    Await.until("all threads of " + name + " are stopped", SIGNAL_BOUND, this::isPaused);
  }

  void resume() {
    Processes.signal("CONT", process);
  }

  private boolean isPaused() {
    final Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
    try (Stream<Path> each = Files.list(threads)) {
      return each.allMatch(MemberProcess::isThreadPaused);
    } catch (final IOException | UncheckedIOException threadHasEnded) {
      return false;
    }
  }

  /** The state stands behind the name in parentheses, which may have any character. */
  private static boolean isThreadPaused(Path thread) {
    final String stat = BrokerProcess.read(thread.resolve("stat"));
    return stat.startsWith(") T", stat.lastIndexOf(')'));
  }

  /** Pauses it when it has processed records, and has not begun to commit them. */
  void pauseInHand(Duration bound) {
    Await.until(
        name + " is stopped with records in hand",
        bound,
        () -> {
          pause();
          if (hasInHand()) {
            return true;
          }
          resume();
          return false;
        });
  }

  /** To be asked at once behind {@link #pause}. */
  private boolean hasInHand() {
    final List<GroupLine> all = lines();
    final GroupLine newest = all.isEmpty() ? null : all.get(all.size() - 1);
    return newest != null && newest.is(GroupLine.Kind.PROCESSED);
  }

  /**
   * Reads what is new. A line that its writer was killed in is none: nothing was done behind it.
   *
   * @return all lines so far
   */
  List<GroupLine> lines() {
    if (Files.exists(file)) {
      final String news = torn + readOn();
      final int end = news.lastIndexOf('\n') + 1;
      news.substring(0, end).lines().map(GroupLine::parse).forEach(lines::add);
      torn = news.substring(end);
    }
    return Collections.unmodifiableList(lines);
  }

  private String readOn() {
    final StringBuilder news = new StringBuilder();
    final ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(bytes, readBytes) > 0) {
        readBytes += bytes.position();
        // Lines are ASCII, so that no character is cut in two.
        news.append(StandardCharsets.US_ASCII.decode(bytes.flip()));
        bytes.clear();
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return news.toString();
  }
}
