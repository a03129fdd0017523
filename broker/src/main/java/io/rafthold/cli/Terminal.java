package io.rafthold.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command reads and writes: data on one stream, everything else on the other.
 *
 * @param in what is piped or typed in
 * @param out data; buffered, so flush what should be seen
 * @param err messages for a human
 * @param isInteractive whether a human watches {@code err}
 * @param environment the process's variables
 */
public record Terminal(
    InputStream in,
    OutputStream out,
    PrintStream err,
    boolean isInteractive,
    Map<String, String> environment) {
  private static final int OUT_BUFFER_BYTES = 64 << 10;
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  /**
   * Returns the process's own streams.
   *
   * @return standard input, output and error
   */
  public static Terminal ofProcess() {
    // System.out would swallow the error by which a closed pipe shows.
    return new Terminal(
        System.in,
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUT_BUFFER_BYTES),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        isTerminal(STANDARD_ERROR),
        System.getenv());
  }

  /** System.console() says nothing of standard error, and since Java 22 nothing of terminals. */
  private static boolean isTerminal(Path descriptor) {
    try {
      final String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (final IOException notLinux) {
      return false;
    }
  }

  /**
   * Writes a line of data, and flushes it.
   *
   * @param line without its end
   */
  public void print(String line) {
    try {
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.write('\n');
      out.flush();
    } catch (final IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  /**
   * Writes a message for a human.
   *
   * @param line without its end
   */
  public void tell(String line) {
    err.println(line);
  }
}
