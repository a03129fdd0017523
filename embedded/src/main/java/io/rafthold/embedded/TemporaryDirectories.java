package io.rafthold.embedded;

import io.rafthold.server.SharedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Where the files of one embedded cluster are while it lives: data below the temporary directory,
 * the media drivers' files in shared memory where there is room.
 */
final class TemporaryDirectories implements AutoCloseable {
  /** Tells whose they are, where they are left behind. */
  static final String PREFIX = "rafthold-embedded-" + ProcessHandle.current().pid() + "-";

  private final Path root;
  private final Path aeronParent;

  /**
   * Makes the directories.
   *
   * @param brokers how many share them
   */
  TemporaryDirectories(int brokers) {
    try {
      root = Files.createTempDirectory(PREFIX);
    } catch (final IOException failure) {
      throw new EmbeddedException(
          "no directory can be made in "
              + System.getProperty("java.io.tmpdir")
              + " ("
              + failure
              + "): set java.io.tmpdir to one that is writable",
          failure);
    }
    aeronParent = SharedMemory.parentFor(brokers, root);
  }

  /** Returns the directory of all data. */
  Path root() {
    return root;
  }

  /** Returns the data directory of a broker. */
  Path data(int brokerId) {
    return root.resolve("broker-" + brokerId);
  }

  /** Returns the directory of a broker's media driver, whose name nobody else has. */
  Path aeron(int brokerId) {
    return aeronParent.resolve(root.getFileName() + "-aeron-" + brokerId);
  }

  /** Deletes everything. The brokers have ended. */
  @Override
  public void close() {
    delete(root);
  }

  /** Deletes a directory and all in it, if it is there. */
  static void delete(Path directory) {
    try {
      Files.walkFileTree(directory, new Deletion());
    } catch (final NoSuchFileException gone) {
      // Nothing is left to do.
    } catch (final IOException failure) {
      throw new UncheckedIOException(
          directory + " could not be removed: remove it by hand", failure);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
