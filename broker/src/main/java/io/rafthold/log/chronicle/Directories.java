package io.rafthold.log.chronicle;

import io.rafthold.log.FlushFailedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** What is done to directories of segments as a whole. */
final class Directories {
  private Directories() {}

  /**
   * Forces a file's content, or the names in a directory.
   *
   * @throws FlushFailedException where that fails, which nobody may try again: the next try can
   *     succeed without anything having reached the disk
   */
  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      force(channel, path);
    }
  }

  /** Forces a file that is open, as {@link #force(Path)}. */
  static void force(FileChannel channel, Path path) {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw new FlushFailedException("cannot flush " + path + ": " + e.getMessage(), e);
    }
  }

  /** Deletes a directory and the files in it; nothing where there is none. */
  static void delete(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    final List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files = listed.toList();
    }
    for (final Path file : files) {
      Files.delete(file);
    }
    Files.delete(directory);
  }
}
