package io.rafthold.log.chronicle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;

/**
 * Writes zeros into a sparse segment file ahead of the writer, in steps of {@value
 * #LEAST_STEP_BYTES} to {@value #MOST_STEP_BYTES} bytes: an eighth of what there is, or more where
 * the log grows faster. So a full disk is an error here, and not a SIGBUS in a store to mapped
 * memory, and of a thousand logs that grow slowly each takes little more than it holds.
 *
 * <p>Written, not just allocated: the store finds its page in memory. A page that is not, the
 * kernel reads with as many others as the device's read-ahead says, megabytes for the first byte of
 * each partition.
 *
 * <p>The append thread and the flush thread use it. Nothing that was appended is written over: the
 * zeros go behind what {@link #require} has let through.
 */
final class SpaceReserve implements AutoCloseable {
  static final int LEAST_STEP_BYTES = 64 << 10;
  static final int MOST_STEP_BYTES = 1 << 20;

  /** Most that one look writes for a log that grows fast: others wait for theirs. */
  private static final long MOST_AHEAD_BYTES = 8L * MOST_STEP_BYTES;

  /** A step is such a part of what is there, at least. */
  private static final int STEP_PARTS = 8;

  /** {@code FALLOC_FL_KEEP_SIZE}: the file has its full, sparse length from the start. */
  private static final int KEEP_SIZE = 1;

  /** {@code FALLOC_FL_PUNCH_HOLE}. */
  private static final int PUNCH_HOLE = 2;

  /** What has to be free before a segment is begun, with the small files beside it. */
  private static final long LEAST_FREE_BYTES = 2 << 20;

  /**
   * What is written at once. The kernel keeps what one call has written in one folio, where it can;
   * it writes a folio as a whole, so that each flush of a few bytes would be one of a megabyte.
   */
  private static final int PAGE_BYTES = 4096;

  private static final byte[] ZEROS = new byte[PAGE_BYTES];

  private final Path file;
  private final SegmentLayout layout;

  /** No channel: that would be closed for good by an interrupt of the thread that appends. */
  private final RandomAccessFile writer;

  private volatile long allocatedBytes;

  /**
   * The flush thread's: where the log ended when it last looked, and how far it had come by then.
   */
  private long seenBytes;

  private volatile long growthBytes;
  private boolean isClosed;

  /** Writes the first step of a file that exists in its length, unless it has that already. */
  SpaceReserve(Path file, SegmentLayout layout, long allocatedBytes) {
    this.file = file;
    this.layout = layout;
    this.allocatedBytes = allocatedBytes;
    try {
      writer = new RandomAccessFile(file.toFile(), "rw");
    } catch (IOException e) {
      throw failure("open", e);
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

  /** Returns up to where the file has blocks. */
  long allocatedBytes() {
    return allocatedBytes;
  }

  /** Makes sure that the file has blocks up to a position; the append thread's fast path. */
  void require(long endPosition) {
    if (endPosition > allocatedBytes) {
      allocate(endPosition);
    }
  }

  /**
   * Writes the next step once half a step is left, if it can: the flush thread's. What lies behind
   * the segment's size is left to the rare batch that needs it.
   */
  void tryAdvance(long endPosition) {
    growthBytes = endPosition - seenBytes;
    seenBytes = endPosition;
    final long allocated = allocatedBytes;
    if (allocated < layout.preparedBytes() && endPosition > allocated - stepBytes() / 2) {
      try {
        writeZeros(Math.min(layout.preparedBytes(), wantedEnd(endPosition)));
      } catch (IOException full) {
        // Whoever needs the room is told.
        return;
      }
    }
  }

  /** A step further, or as far as the log comes by the next look; a bounded part of that. */
  private long wantedEnd(long endPosition) {
    return Math.max(allocatedBytes + 1, endPosition + Math.min(growthBytes, MOST_AHEAD_BYTES));
  }

  /** Twice what the log grows between two looks, where that is more than a part of it. */
  private long stepBytes() {
    final long wantedBytes = Math.max(allocatedBytes / STEP_PARTS, 2 * growthBytes);
    final long boundedBytes = Math.max(LEAST_STEP_BYTES, Math.min(MOST_STEP_BYTES, wantedBytes));
    return boundedBytes - boundedBytes % PAGE_BYTES;
  }

  private void allocate(long endPosition) {
    if (endPosition > layout.blockBytes()) {
      throw new IllegalStateException(
          "position " + endPosition + " is behind the end of " + file + ", " + layout.blockBytes());
    }
    try {
      writeZeros(endPosition);
    } catch (IOException e) {
      if (allocatedBytes < endPosition) {
        throw failure("allocate blocks behind byte " + allocatedBytes + " of", e);
      }
    }
  }

  private synchronized void writeZeros(long endPosition) throws IOException {
    while (allocatedBytes < endPosition && !isClosed) {
      final long end =
          endPosition <= layout.preparedBytes() ? layout.preparedBytes() : layout.blockBytes();
      final long stepEnd = Math.min(end, allocatedBytes + stepBytes());
      writer.seek(allocatedBytes);
      while (allocatedBytes < stepEnd) {
        final int length = (int) Math.min(PAGE_BYTES, stepEnd - allocatedBytes);
        writer.write(ZEROS, 0, length);
        allocatedBytes += length;
      }
    }
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
    if (free < LEAST_FREE_BYTES) {
      throw new IOException(
          "only " + free + " bytes are free, a segment needs " + LEAST_FREE_BYTES + " to start");
    }
  }

  private UncheckedIOException failure(String action, IOException cause) {
    String free;
    try {
      free = Files.getFileStore(file).getUsableSpace() + " bytes are free";
    } catch (IOException e) {
      free = "free space is not known: " + e.getMessage();
    }
    return new UncheckedIOException(
        "cannot "
            + action
            + " "
            + file
            + ": "
            + cause.getMessage()
            + " ("
            + free
            + "); free some disk space",
        cause);
  }

  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      try {
        writer.close();
      } catch (IOException e) {
        throw failure("close", e);
      }
    }
  }
}
