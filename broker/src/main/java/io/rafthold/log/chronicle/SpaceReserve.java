package io.rafthold.log.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;

/**
 * Allocates the blocks of a sparse segment file ahead of the writer, in steps that double from
 * {@value #FIRST_STEP_BYTES} to {@value #LAST_STEP_BYTES} bytes: so that a full disk is an error
 * here, and not a SIGBUS in a store to mapped memory, and an idle partition takes little.
 *
 * <p>The append thread and the flush thread use it.
 */
final class SpaceReserve implements AutoCloseable {
  static final int FIRST_STEP_BYTES = 1 << 20;
  static final int LAST_STEP_BYTES = 16 << 20;

  /** {@code FALLOC_FL_KEEP_SIZE}: the file has its full, sparse length from the start. */
  private static final int KEEP_SIZE = 1;

  /** {@code FALLOC_FL_PUNCH_HOLE}. */
  private static final int PUNCH_HOLE = 2;

  private final Path file;
  private final SegmentLayout layout;
  private final int descriptor;
  private volatile long allocatedBytes;
  private long stepBytes = FIRST_STEP_BYTES;
  private boolean isClosed;

  /** Allocates the first step of a file that exists in its length, unless it has that already. */
  SpaceReserve(Path file, SegmentLayout layout, long allocatedBytes) {
    this.file = file;
    this.layout = layout;
    this.allocatedBytes = allocatedBytes;
    descriptor = PosixAPI.posix().open(file.toString(), OpenFlag.O_RDWR.value(), 0);
    if (descriptor < 0) {
      throw failure("open");
    }
    boolean done = false;
    try {
      allocate(1);
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** Makes sure that the file has blocks up to a position; the append thread's fast path. */
  void require(long endPosition) {
    if (endPosition > allocatedBytes) {
      allocate(endPosition);
    }
  }

  /**
   * Allocates the next step once half of the current one is used, if it can: the flush thread's.
   * What lies behind the segment's size is left to the rare batch that needs it.
   */
  void tryAdvance(long endPosition) {
    final long allocated = allocatedBytes;
    if (allocated < layout.preparedBytes() && endPosition > allocated - stepBytesNow() / 2) {
      tryAllocate(allocated + 1);
    }
  }

  private synchronized long stepBytesNow() {
    return stepBytes;
  }

  private void allocate(long endPosition) {
    if (endPosition > layout.blockBytes()) {
      throw new IllegalStateException(
          "position " + endPosition + " is behind the end of " + file + ", " + layout.blockBytes());
    }
    if (!tryAllocate(endPosition)) {
      throw failure("allocate blocks behind byte " + allocatedBytes + " of");
    }
  }

  private synchronized boolean tryAllocate(long endPosition) {
    while (allocatedBytes < endPosition && !isClosed) {
      final long end =
          endPosition <= layout.preparedBytes() ? layout.preparedBytes() : layout.blockBytes();
      final long length = Math.min(stepBytes, end - allocatedBytes);
      if (PosixAPI.posix().fallocate(descriptor, KEEP_SIZE, allocatedBytes, length) != 0) {
        return false;
      }
      allocatedBytes += length;
      stepBytes = Math.min(2 * stepBytes, LAST_STEP_BYTES);
    }
    return true;
  }

  /** Gives the blocks of a part of a file back, which reads as zeros then. */
  static void release(Path file, long fromPosition, long endPosition) throws IOException {
    final int descriptor = PosixAPI.posix().open(file.toString(), OpenFlag.O_RDWR.value(), 0);
    if (descriptor < 0) {
      throw new IOException("cannot open " + file + ": " + PosixAPI.posix().lastErrorStr());
    }
    try {
      final long length = endPosition - fromPosition;
      if (PosixAPI.posix().fallocate(descriptor, PUNCH_HOLE | KEEP_SIZE, fromPosition, length)
          != 0) {
        throw new IOException(
            "cannot punch a hole into " + file + ": " + PosixAPI.posix().lastErrorStr());
      }
    } finally {
      PosixAPI.posix().close(descriptor);
    }
  }

  /** Refuses a directory without room for the small files that Chronicle maps unasked. */
  static void requireFree(Path directory) throws IOException {
    final long free = Files.getFileStore(directory).getUsableSpace();
    if (free < 2L * FIRST_STEP_BYTES) {
      throw new IOException(
          "only "
              + free
              + " bytes are free, a segment needs "
              + 2L * FIRST_STEP_BYTES
              + " to start");
    }
  }

  private UncheckedIOException failure(String action) {
    final String error = PosixAPI.posix().lastErrorStr();
    String free;
    try {
      free = Files.getFileStore(file).getUsableSpace() + " bytes are free";
    } catch (IOException e) {
      free = "free space is not known: " + e.getMessage();
    }
    final String message =
        "cannot " + action + " " + file + ": " + error + " (" + free + "); free some disk space";
    return new UncheckedIOException(message, new IOException(message));
  }

  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      PosixAPI.posix().close(descriptor);
    }
  }
}
