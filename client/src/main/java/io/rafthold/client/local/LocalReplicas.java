package io.rafthold.client.local;

import io.rafthold.protocol.storage.DataLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds a partition's replica in a data directory: each says whose it is in its position file. */
final class LocalReplicas {
  private LocalReplicas() {}

  /**
   * Opens the position of a partition's replica. Where a topic was deleted and made anew, and the
   * old one's files are not gone yet, it is the new one's: ids of groups rise.
   *
   * @return null where there is none
   */
  static PositionView find(Path dataDirectory, String topic, int partition) throws IOException {
    for (final Path group : groups(DataLayout.groups(dataDirectory))) {
      final PositionView position = PositionView.open(DataLayout.position(group));
      if (position != null) {
        if (position.isOf(topic, partition)) {
          return position;
        }
        position.close();
      }
    }
    return null;
  }

  private static List<Path> groups(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> DataLayout.isGroup(file.getFileName().toString()))
          .sorted(
              Comparator.comparingInt(
                      (Path file) -> Integer.parseInt(file.getFileName().toString()))
                  .reversed())
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }
}
