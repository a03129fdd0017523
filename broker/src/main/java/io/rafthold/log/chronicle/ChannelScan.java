package io.rafthold.log.chronicle;

import io.rafthold.log.Excerpt;
import io.rafthold.log.LogSettings;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.SegmentScan;
import io.rafthold.protocol.storage.ExcerptFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Scans a segment's file by reading it, not by mapping it: a sector that cannot be read is an error
 * and no fault of the process. It reads past the page cache where the file system allows that, so
 * that it sees the disk, and does not push out of memory what others use.
 *
 * <p>A window of the file is in memory, a large batch at most. What a scan sees of a write that is
 * under way does not matter: it is asked for flushed entries only.
 */
final class ChannelScan implements SegmentScan {
  private static final int WINDOW_BYTES = 256 * 1024;
  private static final int PAGE_BYTES = 4096;
  private static final Set<OpenOption> PAST_THE_CACHE = pastTheCache();

  private final SegmentDescriptor descriptor;
  private final Path directory;
  private FileChannel channel;
  private final long fileLength;
  private final UnsafeBuffer window = new UnsafeBuffer(0, 0);
  private ByteBuffer allocated;
  private ByteBuffer memory;
  private long windowPosition;
  private int windowLength;
  private long position;
  private int number;
  private String problem;

  private ChannelScan(SegmentDescriptor descriptor, Path directory, FileChannel channel)
      throws IOException {
    this.descriptor = descriptor;
    this.directory = directory;
    this.channel = channel;
    fileLength = channel.size();
    allocate(WINDOW_BYTES);
  }

  static ChannelScan open(SegmentDescriptor descriptor, Path directory) throws IOException {
    final Path file = directory.resolve(SingleCycle.FILE_NAME);
    return new ChannelScan(descriptor, directory, open(file));
  }

  /** By name, since javac of later JDKs warns of the class, and nothing suppresses that. */
  private static Set<OpenOption> pastTheCache() {
    final Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.READ));
    try {
      for (final Object option :
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option.toString().equals("DIRECT")) {
          options.add((OpenOption) option);
        }
      }
    } catch (final ClassNotFoundException throughTheCache) {
      // Then as any file is read.
    }
    return options;
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(file, PAST_THE_CACHE);
    } catch (UnsupportedOperationException | IOException notPastTheCache) {
      return FileChannel.open(file, StandardOpenOption.READ);
    }
  }

  /** Some file systems take the option, and want other sizes than a page when they are read. */
  private int readFirst() throws IOException {
    try {
      return channel.read(memory, 0);
    } catch (IOException notPastTheCache) {
      channel.close();
      channel = FileChannel.open(directory.resolve(SingleCycle.FILE_NAME), StandardOpenOption.READ);
      memory.clear();
      return channel.read(memory, 0);
    }
  }

  private void allocate(int bytes) {
    free();
    allocated = ByteBuffer.allocateDirect(bytes + PAGE_BYTES);
    memory = allocated.alignedSlice(PAGE_BYTES).slice(0, bytes);
    windowLength = 0;
  }

  @Override
  public SegmentDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public String name() {
    return directory.toString();
  }

  @Override
  public boolean next(Excerpt excerpt) {
    while (problem == null) {
      final int header = has(position, ExcerptFrames.HEADER_LENGTH) ? intAt(position) : 0;
      if (problem != null || header <= 0) {
        return stop(header);
      }
      final int length = ExcerptFrames.lengthOf(header);
      final long content = position + ExcerptFrames.HEADER_LENGTH;
      if (length > fileLength - content) {
        return stop(header);
      }
      final long frame = position;
      if (!ExcerptFrames.isMeta(header)) {
        if (length > LogSettings.MAX_BATCH_BYTES) {
          problem = "a frame of " + length + " bytes is larger than any batch";
          return false;
        }
        if (!has(content, length)) {
          return false;
        }
        excerpt.set(window, number++, (int) (content - windowPosition), length);
      }
      position = ExcerptFrames.behind(Math.toIntExact(frame), length);
      if (!ExcerptFrames.isMeta(header)) {
        return true;
      }
    }
    return false;
  }

  /** Ends the scan; says why, where it is not simply that nothing is written there. */
  private boolean stop(int header) {
    if (header != 0 && problem == null) {
      problem = "frame header 0x" + Integer.toHexString(header) + " leads nowhere";
    }
    return false;
  }

  private int intAt(long at) {
    return window.getInt((int) (at - windowPosition));
  }

  /** Brings a part of the file into the window; false where the file, or the disk, has it not. */
  private boolean has(long from, int length) {
    if (from >= windowPosition && from + length <= windowPosition + windowLength) {
      return true;
    }
    if (from + length > fileLength) {
      problem = "the file ends here";
      return false;
    }
    windowPosition = from / PAGE_BYTES * PAGE_BYTES;
    final long needed = from + length - windowPosition;
    if (needed > memory.capacity()) {
      allocate((int) ((needed + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES));
    }
    return fill(needed);
  }

  private boolean fill(long needed) {
    memory.clear();
    windowLength = 0;
    try {
      while (windowLength < needed) {
        final long at = windowPosition + windowLength;
        final int read = at == 0 ? readFirst() : channel.read(memory, at);
        if (read <= 0) {
          problem = "the file ends here";
          return false;
        }
        windowLength += read;
      }
    } catch (IOException unreadable) {
      problem = "it cannot be read: " + unreadable.getMessage();
      return false;
    }
    window.wrap(memory, 0, windowLength);
    return true;
  }

  @Override
  public String stopReason() {
    return problem;
  }

  @Override
  public int position() {
    return (int) position;
  }

  private void free() {
    window.wrap(0, 0);
    if (allocated != null) {
      BufferUtil.free(allocated);
      allocated = null;
      memory = null;
    }
  }

  @Override
  public void close() {
    free();
    try {
      channel.close();
    } catch (IOException e) {
      throw QueueWriter.failure("close", directory, e);
    }
  }
}
