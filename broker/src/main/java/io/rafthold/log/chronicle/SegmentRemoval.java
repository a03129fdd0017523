package io.rafthold.log.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Removes segments from a log's directory. One loses its name first, so it is whole or gone
 * whenever the process dies; its file is used again where nobody looks at it. Any thread.
 */
final class SegmentRemoval {
  private static final String DOOMED_NAME = "doomed";

  private final Path directory;
  private final SegmentLayout layout;
  private final SegmentPool pool;
  private final SegmentUses uses;

  /** Held while the name {@code doomed} is in use. */
  private final Object deletion = new Object();

  /**
   * @param directory of the log
   * @param layout of its segments
   * @param pool gets the files that nobody uses
   * @param uses who holds on to which
   */
  SegmentRemoval(Path directory, SegmentLayout layout, SegmentPool pool, SegmentUses uses) {
    this.directory = directory;
    this.layout = layout;
    this.pool = pool;
    this.uses = uses;
  }

  /** Returns where what is left of a removed segment lies. */
  Path doomed() {
    return directory.resolve(DOOMED_NAME);
  }

  /**
   * Removes a segment; where the disk refused the rest of that before, goes on with it.
   *
   * @param ordinal of the segment
   * @param place its directory
   * @throws UncheckedIOException where the disk refuses; worth another try
   */
  void remove(long ordinal, Path place) {
    final Path doomed = doomed();
    synchronized (deletion) {
      try {
        final boolean isGoingOn = Files.exists(doomed) && !Files.exists(place);
        Directories.delete(doomed);
        if (isGoingOn) {
          return;
        }
        Files.move(place, doomed, StandardCopyOption.ATOMIC_MOVE);
        if (!uses.isUsed(ordinal)) {
          pool.give(doomed.resolve(SingleCycle.FILE_NAME), layout, directory);
        }
        Directories.delete(doomed);
      } catch (IOException e) {
        throw QueueWriter.failure("delete segment", place, e);
      }
    }
  }
}
