package io.rafthold.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a replica's damaged files go: the directory {@value #NAME} beside them. Whatever is there
 * is of no meaning to the broker, and never deleted by it but with the replica. A move is durable
 * on return.
 */
public final class Quarantine {
  /** Name of the directory, in the replica's. */
  public static final String NAME = "quarantine";

  private final Path directory;
  private final String label;

  /**
   * Names the place; makes nothing yet.
   *
   * @param replicaDirectory of the replica
   * @param label begins the names of what comes there: the time, for whoever looks
   */
  public Quarantine(Path replicaDirectory, String label) {
    directory = replicaDirectory.resolve(NAME);
    this.label = label;
  }

  /**
   * Moves a file or directory there; does nothing where it is missing.
   *
   * @param place of the file
   * @return where it is now, null where it was missing
   * @throws UncheckedIOException where the disk refused
   */
  public Path take(Path place) {
    if (!Files.exists(place)) {
      return null;
    }
    try {
      final Path target = target(place);
      Files.move(place, target, StandardCopyOption.ATOMIC_MOVE);
      force(directory);
      force(place.toAbsolutePath().getParent());
      return target;
    } catch (IOException e) {
      throw failure("move", place, e);
    }
  }

  /**
   * Copies a directory of files there.
   *
   * @param place of the directory
   * @return where the copy is
   * @throws UncheckedIOException where the disk refused
   */
  public Path copy(Path place) {
    try {
      final Path target = target(place);
      Files.createDirectory(target);
      try (Stream<Path> files = Files.list(place)) {
        for (final Path file : files.toList()) {
          final Path copied = target.resolve(file.getFileName().toString());
          Files.copy(file, copied);
          force(copied);
        }
      }
      force(target);
      force(directory);
      return target;
    } catch (IOException e) {
      throw failure("copy", place, e);
    }
  }

  /**
   * Lists what is there.
   *
   * @param replicaDirectory of the replica
   * @return paths in the order of their names, none where there is no such directory
   * @throws UncheckedIOException where the disk refused
   */
  public static List<Path> contents(Path replicaDirectory) {
    final Path directory = replicaDirectory.resolve(NAME);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw failure("list", directory, e);
    }
  }

  private Path target(Path place) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      force(directory.toAbsolutePath().getParent());
    }
    final String name = label + "-" + place.getFileName();
    Path target = directory.resolve(name);
    for (int i = 2; Files.exists(target); i++) {
      target = directory.resolve(name + "-" + i);
    }
    return target;
  }

  private static void force(Path place) throws IOException {
    try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ)) {
      try {
        channel.force(true);
      } catch (IOException e) {
        throw new FlushFailedException("cannot flush " + place + ": " + e.getMessage(), e);
      }
    }
  }

  private static UncheckedIOException failure(String action, Path place, IOException e) {
    return new UncheckedIOException(
        "cannot " + action + " " + place + " to the quarantine: " + e.getMessage(), e);
  }
}
