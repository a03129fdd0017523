package io.rafthold.log.chronicle;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file {@code state} in a segment's directory, of the format of {@link StateFile}. It is made
 * under another name, forced and renamed, so that it is the old one, the new one or missing.
 */
final class StateFiles {
  static final String FILE_NAME = "state";
  static final String NEW_NAME = "state.new";

  private StateFiles() {}

  /** Returns the content, null where there is no file. */
  static byte[] read(Path directory, int groupId) {
    final Path file = directory.resolve(FILE_NAME);
    try {
      final long size = Files.size(file);
      if (size > StateFile.HEADER_LENGTH + StateFile.MAX_CONTENT_BYTES) {
        throw new LogDamageException(
            file.toString(), LogDamageException.NO_INDEX, 0, size + " bytes are too many");
      }
      return StateFile.open(Files.readAllBytes(file), groupId, file.toString());
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw QueueWriter.failure("read", file, e);
    }
  }

  /** Replaces the file; false where the directory is gone. */
  static boolean write(Path directory, int groupId, byte[] content) {
    try (StateFileWrite write = new StateFileWrite(directory, groupId, content)) {
      long bytes = write.step();
      while (bytes > 0) {
        bytes = write.step();
      }
      return !write.isGone();
    }
  }

  /** Moves the file, where there is one, to a directory that has none. */
  static void move(Path from, Path to) {
    try {
      Files.move(from.resolve(FILE_NAME), to.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException ignored) {
      // Few segments that are replaced have one.
    } catch (IOException e) {
      throw QueueWriter.failure("move", from.resolve(FILE_NAME), e);
    }
  }
}
