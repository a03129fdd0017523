package io.rafthold.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the media drivers of several brokers on one machine have their files. */
public final class SharedMemory {
  private static final Path PATH = Path.of("/dev/shm");

  /** Below so much free shared memory for each, the drivers' files go elsewhere. */
  private static final long BYTES_PER_DRIVER = 512L << 20;

  private SharedMemory() {}

  /**
   * Chooses the parent of the drivers' directories.
   *
   * @param drivers how many there will be
   * @param otherwise a directory on a disk, which takes more time
   * @return shared memory where there is enough of it: containers often have little
   */
  public static Path parentFor(int drivers, Path otherwise) {
    try {
      final long usableBytes = Files.getFileStore(PATH).getUsableSpace();
      return usableBytes >= drivers * BYTES_PER_DRIVER ? PATH : otherwise;
    } catch (final IOException noSharedMemory) {
      return otherwise;
    }
  }
}
