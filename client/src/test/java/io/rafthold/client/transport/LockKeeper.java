package io.rafthold.client.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * A process that holds a lock, as one that clears an abandoned directory away, until it is told to
 * delete the directory and to end.
 */
final class LockKeeper {
  private static final String LOCKED = "locked";
  private static final long BOUND_S = 60;

  private LockKeeper() {}

  /**
   * What the process runs.
   *
   * @param args the lock file
   * @throws IOException where it cannot be locked, or deleted
   */
  public static void main(String[] args) throws IOException {
    final Path file = Path.of(args[0]);
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      final PrintStream told =
          new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
      told.println(lock.isValid() ? LOCKED : "not locked");
      final int end = System.in.read();
      if (end == -1) {
        Files.delete(file);
        Files.delete(file.getParent());
      }
    }
  }

  /** Starts it and waits until it holds the lock. */
  static Process start(Path file, Path errors) throws IOException {
    final Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LockKeeper.class.getName(),
                file.toString())
            .redirectError(errors.toFile())
            .start();
    final BufferedReader lines = process.inputReader(UTF_8);
    if (!LOCKED.equals(lines.readLine())) {
      process.destroyForcibly();
      throw new AssertionError("it holds no lock: " + Files.readString(errors));
    }
    return process;
  }

  /** Has it delete the directory and end; again it does nothing. */
  static void deleteAndEnd(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(BOUND_S, TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end");
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
