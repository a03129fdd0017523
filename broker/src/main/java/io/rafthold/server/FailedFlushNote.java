package io.rafthold.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers a failed flush where the failed disk does not take even that: beside {@code aeron.dir},
 * in shared memory as a rule. It goes when the machine stops, and is not needed then any more.
 */
final class FailedFlushNote {
  private static final Logger LOGGER = LoggerFactory.getLogger(FailedFlushNote.class);
  private static final String SUFFIX = ".flush-failed";

  private final Path file;
  private final String dataDirectory;

  FailedFlushNote(Path aeronDirectory, Path dataDirectory) {
    file = aeronDirectory.resolveSibling(aeronDirectory.getFileName() + SUFFIX);
    this.dataDirectory = dataDirectory.toAbsolutePath().toString();
  }

  /** Tells whether a flush failed in this data directory and could be noted here alone. */
  boolean isThere() throws IOException {
    return Files.exists(file) && Files.readString(file, UTF_8).equals(dataDirectory);
  }

  /** Notes a failed flush, or says what an operator has to do instead. */
  void write(IOException reason) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, dataDirectory, UTF_8);
    } catch (final IOException failure) {
      LOGGER.error(
          "that a flush has failed could be noted neither in {} ({}) nor in {} ({}): delete {}/{}"
              + " before this broker is started again on the same boot of the machine",
          dataDirectory,
          reason.getMessage(),
          file,
          failure.getMessage(),
          dataDirectory,
          DataDirectory.RUN_FILE);
    }
  }

  /** Forgets it: the data directory knows. */
  void remove() throws IOException {
    if (isThere()) {
      Files.delete(file);
    }
  }
}
