package io.rafthold.log.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes segments in a directory of its own: in steps ahead of their use, or at once. The first way
 * leaves nothing to the one who appends: the blocks are allocated and written, and on the disk; the
 * pages are in memory, and in the page table of the readers' mapping. It writes before anybody maps
 * the file, so it cannot clobber what is appended.
 */
final class SegmentMaker implements AutoCloseable {
  /** Stands for the work of a step that writes little, by which the next one is paced. */
  private static final long SMALL_STEP_BYTES = 64 * 1024;

  private static final String BLANK_NAME = "blank";

  private enum Stage {
    START,
    FILL,
    QUEUE,
    DONE
  }

  private final Path place;
  private final SegmentLayout layout;
  private final SegmentPool pool;
  private Stage stage = Stage.START;
  private ZeroFill zeros;
  private PreparedSegment made;

  /** Creates a maker; the directory is made, moved away and deleted as needed. */
  SegmentMaker(Path place, SegmentLayout layout, SegmentPool pool) {
    this.place = place;
    this.layout = layout;
    this.pool = pool;
  }

  /** Does a step; returns the bytes that it wrote, 0 where the segment waits for {@link #take}. */
  long step() throws IOException {
    try {
      return switch (stage) {
        case START -> start();
        case FILL -> fill();
        case QUEUE -> makeQueue();
        case DONE -> 0;
      };
    } catch (IOException | RuntimeException failure) {
      // What has failed first counts: a failed flush is not to be taken for a refusal.
      try {
        discard();
      } catch (IOException another) {
        failure.addSuppressed(another);
      }
      throw failure;
    }
  }

  /** Returns the segment once it is made, and is ready for the next; else null. */
  PreparedSegment take() {
    if (stage != Stage.DONE) {
      return null;
    }
    final PreparedSegment taken = made;
    made = null;
    stage = Stage.START;
    return taken;
  }

  private long start() throws IOException {
    Directories.delete(place);
    Files.createDirectory(place);
    SpaceReserve.requireFree(place);
    if (pool.take(layout, blank())) {
      stage = Stage.QUEUE;
    } else {
      zeros = new ZeroFill(blank(), layout.preparedBytes());
      stage = Stage.FILL;
    }
    return SMALL_STEP_BYTES;
  }

  private long fill() throws IOException {
    final long bytes = zeros.step();
    if (bytes > 0) {
      return bytes;
    }
    zeros.close();
    zeros = null;
    stage = Stage.QUEUE;
    return SMALL_STEP_BYTES;
  }

  private long makeQueue() throws IOException {
    made = make(place, layout, blank(), PositionIndex.forAll(layout.preparedBytes()));
    made.mapping().touch(layout.preparedBytes());
    Directories.force(place.resolve(SingleCycle.FILE_NAME));
    Directories.force(place.resolve(DescriptorFile.FILE_NAME));
    Directories.force(place);
    stage = Stage.DONE;
    return SMALL_STEP_BYTES;
  }

  /** Makes one at once, with as few blocks as will do for a start. */
  static PreparedSegment makeNow(Path place, SegmentLayout layout) throws IOException {
    boolean done = false;
    try {
      Directories.delete(place);
      Files.createDirectory(place);
      final PreparedSegment made = make(place, layout, null, new PositionIndex());
      done = true;
      return made;
    } finally {
      if (!done) {
        Directories.delete(place);
      }
    }
  }

  private static PreparedSegment make(
      Path place, SegmentLayout layout, Path blank, PositionIndex index) throws IOException {
    final QueueWriter writer = QueueWriter.create(place, layout, blank);
    boolean done = false;
    try {
      DescriptorFile.writeBlank(place);
      final SegmentMapping mapping = new SegmentMapping(place.resolve(SingleCycle.FILE_NAME));
      done = true;
      return new PreparedSegment(place, writer, mapping, index);
    } finally {
      if (!done) {
        writer.close();
      }
    }
  }

  private Path blank() {
    return place.resolve(BLANK_NAME);
  }

  /** Begins anew with the next step. */
  private void discard() throws IOException {
    stage = Stage.START;
    if (zeros != null) {
      zeros.close();
      zeros = null;
    }
    if (made != null) {
      made.close();
      made = null;
    }
    Directories.delete(place);
  }

  @Override
  public void close() throws IOException {
    discard();
  }
}
