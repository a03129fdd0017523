package io.rafthold.log.chronicle;

import java.nio.file.Path;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;
import org.agrona.DirectBuffer;

/**
 * Writes what is large into a segment's file by a system call, where a store to the mapping would
 * cost a page fault for each page, and an interrupt of every core that runs the process when a
 * flush makes the page clean again. The mapping shows the bytes at once: both are the same pages.
 *
 * <p>The append thread's, and then of whoever closes the segment behind the last append. The file
 * is opened by the first write, so that a partition that has small batches has no descriptor more.
 */
final class LargeWrites implements AutoCloseable {
  /** Below this, two system calls cost more than the faults of its pages. */
  static final int LEAST_BYTES = 16 * 1024;

  private static final int NONE = -1;

  /** POSIX's; the library's flag of that name says 1, which is from where one is. */
  private static final int SEEK_SET = 0;

  /** Null until the file has its name for good. */
  private Path file;

  private int descriptor = NONE;
  private boolean isRefused;

  /**
   * Begins, once nobody moves the file any more: what is opened by this name later has to be what
   * the mapping shows.
   */
  void start(Path file) {
    this.file = file;
  }

  /**
   * Tries to write.
   *
   * @param position in the file, where it has blocks
   * @param source in memory of the process, or on the heap, which is not tried
   * @return false where the whole is to be stored through the mapping: it is small, or the system
   *     refused, now or before
   */
  boolean tryWrite(long position, DirectBuffer source, int sourcePosition, int length) {
    if (length < LEAST_BYTES
        || file == null
        || isRefused
        || source.byteArray() != null
        || !isOpen()) {
      return false;
    }
    source.boundsCheck(sourcePosition, length);
    isRefused = !isWritten(position, source.addressOffset() + sourcePosition, length);
    return !isRefused;
  }

  private boolean isWritten(long position, long address, int length) {
    try {
      final PosixAPI posix = PosixAPI.posix();
      return posix.lseek(descriptor, position, SEEK_SET) == position
          && isWritten(posix, address, length);
    } catch (RuntimeException | LinkageError notOfThisSystem) {
      return false;
    }
  }

  private boolean isWritten(PosixAPI posix, long address, int length) {
    int done = 0;
    while (done < length) {
      final long written = posix.write(descriptor, address + done, length - done);
      if (written <= 0) {
        return false;
      }
      done += (int) written;
    }
    return true;
  }

  private boolean isOpen() {
    if (descriptor == NONE) {
      descriptor = open();
      isRefused = descriptor < 0;
    }
    return !isRefused;
  }

  /** The library throws where it cannot reach the system's functions; appends need it for speed. */
  private int open() {
    try {
      return PosixAPI.posix().open(file.toString(), OpenFlag.O_RDWR, 0);
    } catch (RuntimeException | LinkageError notOfThisSystem) {
      return NONE;
    }
  }

  @Override
  public void close() {
    isRefused = true;
    if (descriptor >= 0) {
      PosixAPI.posix().close(descriptor);
      descriptor = NONE;
    }
  }
}
