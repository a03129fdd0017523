package io.rafthold.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file {@code broker.metadata} of a data directory. For one thread at a time. */
final class ClusterMemoryFile {
  static final String NAME = "broker.metadata";
  private static final String COMMENT =
      "Which metadata this broker's directories reflect, and who its peers were. Do not edit";

  private final Path file;

  ClusterMemoryFile(Path dataDirectory) {
    file = dataDirectory.resolve(NAME);
  }

  /**
   * Reads the file, or nothing where there is none.
   *
   * @throws StartupException where it is damaged
   */
  ClusterMemory read() {
    if (!Files.exists(file)) {
      return ClusterMemory.NOTHING;
    }
    try {
      return ClusterMemory.ofProperties(ChecksummedProperties.read(file));
    } catch (final IOException | IllegalArgumentException damaged) {
      throw new StartupException(
          file
              + " is damaged ("
              + damaged.getMessage()
              + "): which replicas this broker has lost cannot be told; restore the file, or treat"
              + " the broker as dead: `cluster remove` its id, and `cluster add` it with an empty"
              + " data.dir under a new one",
          damaged);
    }
  }

  void write(ClusterMemory memory) {
    try {
      ChecksummedProperties.write(file, COMMENT, memory.toProperties());
    } catch (final IOException failure) {
      throw new UncheckedIOException(file + " could not be written: check the disk", failure);
    }
  }
}
