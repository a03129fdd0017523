package io.rafthold.log.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Queue files of segments that were dropped, which become files of new ones: their blocks are there
 * and their pages warm. One pool for all logs of a broker.
 *
 * <p>A file comes in as {@code N.dirty}. Before the first byte of it is changed, its new name is
 * forced: else a loss of power could give it its old name back, over other content. Then it is
 * filled with zeros, step by step, each forced; what lies behind the part that segments use goes
 * back to the file system as a hole. When all of it is on the disk it becomes {@code N.clean}, and
 * may be taken. Nothing that an earlier process left here is trusted: the pool starts empty.
 *
 * <p>For any thread; a call may wait for the step of another.
 */
public final class SegmentPool implements AutoCloseable {
  private static final long SMALL_STEP_BYTES = 64 * 1024;

  private static final class Pooled {
    final SegmentLayout layout;
    final int number;
    Path path;
    boolean isNameForced;
    boolean isClean;

    Pooled(SegmentLayout layout, int number, Path path) {
      this.layout = layout;
      this.number = number;
      this.path = path;
    }
  }

  private final Path directory;
  private final int limit;
  private final Runnable onDirty;
  private final List<Pooled> files = new ArrayList<>();
  private ZeroFill zeros;
  private Pooled cleaning;
  private int lastNumber;
  private boolean isClosed;

  private SegmentPool(Path directory, int limit, Runnable onDirty) {
    this.directory = directory;
    this.limit = limit;
    this.onDirty = onDirty;
  }

  /**
   * Opens a pool, and deletes what an earlier process left in it.
   *
   * @param directory of the pool alone, in the file system of the logs; made where it is missing
   * @param limit files kept for each size of segments; 0: none
   * @param onDirty called when a file has come in, so that somebody calls {@link #step}
   * @return the pool; the caller closes it
   * @throws UncheckedIOException where the disk refuses
   */
  public static SegmentPool open(Path directory, int limit, Runnable onDirty) {
    try {
      Directories.delete(directory);
      if (limit > 0) {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw QueueWriter.failure("set up", directory, e);
    }
    return new SegmentPool(directory, limit, onDirty);
  }

  /**
   * Makes a pool that takes nothing.
   *
   * @return always empty
   */
  public static SegmentPool none() {
    return new SegmentPool(Path.of("none"), 0, () -> {});
  }

  /**
   * Takes a file over that nobody maps or has open.
   *
   * @param home directory whose names are forced first, so that the segment that the file was of is
   *     gone for good
   * @return false where it was left: there is no room, or it is not one of ours alone
   */
  boolean give(Path file, SegmentLayout layout, Path home) throws IOException {
    synchronized (this) {
      if (isClosed || count(layout) >= limit || !isPlain(file, layout)) {
        return false;
      }
      Directories.force(home);
      final Path dirty = directory.resolve(++lastNumber + ".dirty");
      Files.move(file, dirty, StandardCopyOption.ATOMIC_MOVE);
      files.add(new Pooled(layout, lastNumber, dirty));
    }
    onDirty.run();
    return true;
  }

  private int count(SegmentLayout layout) {
    int count = 0;
    for (final Pooled file : files) {
      count += file.layout.equals(layout) ? 1 : 0;
    }
    return count;
  }

  /** A file with a second name is somebody's copy too, and may not change. */
  private static boolean isPlain(Path file, SegmentLayout layout) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == layout.fileBytes()
        && Files.getAttribute(file, "unix:nlink") instanceof Integer links
        && links == 1;
  }

  /** Moves a clean file of the layout to a place; false where there is none. */
  synchronized boolean take(SegmentLayout layout, Path target) throws IOException {
    for (final Iterator<Pooled> each = files.iterator(); each.hasNext(); ) {
      final Pooled file = each.next();
      if (file.isClean && file.layout.equals(layout)) {
        each.remove();
        Files.move(file.path, target, StandardCopyOption.ATOMIC_MOVE);
        return true;
      }
    }
    return false;
  }

  /**
   * Does a step of a few milliseconds of what must be done before a file can be used again. One
   * that the disk refuses to clean is deleted.
   *
   * @return bytes that it wrote, 0 where nothing is left to do
   * @throws UncheckedIOException where the disk refused; to be called again
   */
  public synchronized long step() {
    if (cleaning == null) {
      cleaning = isClosed ? null : firstDirty();
    }
    if (cleaning == null) {
      return 0;
    }
    try {
      return clean();
    } catch (IOException e) {
      final Path failed = cleaning.path;
      drop();
      throw QueueWriter.failure("clean", failed, e);
    }
  }

  private Pooled firstDirty() {
    for (final Pooled file : files) {
      if (!file.isClean) {
        return file;
      }
    }
    return null;
  }

  private long clean() throws IOException {
    if (!cleaning.isNameForced) {
      Directories.force(directory);
      cleaning.isNameForced = true;
      return SMALL_STEP_BYTES;
    }
    if (zeros == null) {
      SpaceReserve.release(
          cleaning.path, cleaning.layout.preparedBytes(), cleaning.layout.fileBytes());
      zeros = new ZeroFill(cleaning.path, cleaning.layout.preparedBytes());
    }
    final long bytes = zeros.step();
    if (bytes > 0) {
      return bytes;
    }
    zeros.close();
    zeros = null;
    final Path clean = directory.resolve(cleaning.number + ".clean");
    Files.move(cleaning.path, clean, StandardCopyOption.ATOMIC_MOVE);
    cleaning.path = clean;
    cleaning.isClean = true;
    cleaning = null;
    return SMALL_STEP_BYTES;
  }

  private void drop() {
    files.remove(cleaning);
    try {
      if (zeros != null) {
        zeros.close();
      }
      Files.deleteIfExists(cleaning.path);
    } catch (IOException ignored) {
      // It is not used again, and the next start deletes it.
    }
    zeros = null;
    cleaning = null;
  }

  /** Deletes what it holds. */
  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (cleaning != null) {
      drop();
    }
    files.clear();
    try {
      Directories.delete(directory);
    } catch (IOException e) {
      throw QueueWriter.failure("delete", directory, e);
    }
  }
}
