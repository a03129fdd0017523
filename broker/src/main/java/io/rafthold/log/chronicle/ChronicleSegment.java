package io.rafthold.log.chronicle;

import io.rafthold.log.Excerpt;
import io.rafthold.log.ExcerptScanner;
import io.rafthold.log.FlushFailedException;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.Segment;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.storage.ExcerptFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.DirectBuffer;

/**
 * One segment on disk: Chronicle appends, and reads go to a mapping of our own. Reading in sequence
 * is arithmetic over frames; a look-up walks from the nearest position in a sparse index, which
 * appends fill, and which a sealed segment builds when it is first asked.
 */
final class ChronicleSegment implements Segment {
  private static final int REWRITE_BYTES = 1 << 20;

  private final SegmentDescriptor descriptor;
  private final Path directory;
  private final Path file;
  private final SegmentMapping mapping;
  private final DirectBuffer buffer;
  private final PositionIndex index;

  /** Null in a segment that was opened sealed. */
  private final QueueWriter writer;

  /** Told once, when nothing is mapped any more. */
  private final Runnable onClose;

  /** The flush side's: null until the first flush, and again when finished. */
  private FileChannel channel;

  private boolean isCreationForced;
  private boolean isClosed;

  /** Nobody knows what the disk has of a file that it failed to force: it is not used again. */
  private volatile boolean isUnsound;

  /** Frames end here, as far as they are known: the bound of every read. */
  private int limit;

  private int liveCount;
  private boolean isIndexed;
  private volatile int usedBytes;

  private ChronicleSegment(
      SegmentDescriptor descriptor,
      Path directory,
      SegmentMapping mapping,
      QueueWriter writer,
      PositionIndex index,
      Runnable onClose) {
    this.descriptor = descriptor;
    this.directory = directory;
    this.file = directory.resolve(SingleCycle.FILE_NAME);
    this.mapping = mapping;
    this.buffer = mapping.buffer();
    this.writer = writer;
    this.onClose = onClose;
    this.index = index;
    isIndexed = writer != null;
    isCreationForced = writer == null;
    usedBytes =
        writer == null ? 0 : ExcerptFrames.endOfMeta(buffer, 0, mapping.buffer().capacity());
    limit = writer == null ? buffer.capacity() : usedBytes;
  }

  /** Takes over a fresh queue, which is in the directory by now. */
  static ChronicleSegment created(
      SegmentDescriptor descriptor, Path directory, PreparedSegment made, Runnable onClose) {
    made.writer().settle(directory.resolve(SingleCycle.FILE_NAME));
    return new ChronicleSegment(
        descriptor, directory, made.mapping(), made.writer(), made.index(), onClose);
  }

  /** Maps what is there, sealed. */
  static ChronicleSegment opened(SegmentDescriptor descriptor, Path directory, Runnable onClose)
      throws IOException {
    final SegmentMapping mapping = new SegmentMapping(directory.resolve(SingleCycle.FILE_NAME));
    return new ChronicleSegment(descriptor, directory, mapping, null, new PositionIndex(), onClose);
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
  public int liveCount() {
    return liveCount;
  }

  @Override
  public void limit(int liveCount) {
    this.liveCount = liveCount;
  }

  @Override
  public long usedBytes() {
    return usedBytes;
  }

  @Override
  public void append(
      DirectBuffer header, int headerPosition, DirectBuffer batch, int batchPosition, int length) {
    final int position =
        writer.append(
            header, headerPosition, Batch.HEADER_LENGTH, batch, batchPosition, length, usedBytes);
    final int frame = position - ExcerptFrames.HEADER_LENGTH;
    index.add(liveCount, frame);
    limit = ExcerptFrames.behind(frame, length);
    usedBytes = limit;
    liveCount++;
  }

  @Override
  public void read(int number, Excerpt excerpt) {
    if (number < 0 || number >= liveCount) {
      throw new IndexOutOfBoundsException(
          "entry " + number + " of segment " + directory + ", which has " + liveCount);
    }
    buildIndex();
    int current = PositionIndex.floor(number);
    int frame = index.position(current);
    while (current < number) {
      frame =
          excerptAt(ExcerptFrames.behind(frame, ExcerptFrames.length(buffer, frame)), ++current);
    }
    set(excerpt, number, frame);
  }

  @Override
  public void readNext(Excerpt excerpt) {
    final int number = excerpt.number() + 1;
    final int frame = excerpt.position() - ExcerptFrames.HEADER_LENGTH;
    set(excerpt, number, excerptAt(ExcerptFrames.behind(frame, excerpt.length()), number));
  }

  private void set(Excerpt excerpt, int number, int frame) {
    excerpt.set(
        buffer, number, frame + ExcerptFrames.HEADER_LENGTH, ExcerptFrames.length(buffer, frame));
  }

  private int excerptAt(int position, int number) {
    final int frame = ExcerptFrames.firstExcerpt(buffer, position, limit);
    if (frame == ExcerptFrames.NONE) {
      throw new LogDamageException(
          name(),
          descriptor.baseIndex() + number,
          position,
          "the chain of excerpts breaks off, of which there should be " + liveCount);
    }
    return frame;
  }

  private void buildIndex() {
    if (isIndexed) {
      return;
    }
    int frame = excerptAt(0, 0);
    index.add(0, frame);
    for (int number = 1; number < liveCount; number++) {
      frame = excerptAt(ExcerptFrames.behind(frame, ExcerptFrames.length(buffer, frame)), number);
      index.add(number, frame);
    }
    isIndexed = true;
  }

  @Override
  public ExcerptScanner scan() {
    return new FrameScanner(buffer, buffer.capacity());
  }

  @Override
  public void rewrite(int number) {
    if (number >= liveCount) {
      return;
    }
    final Excerpt excerpt = new Excerpt();
    read(number, excerpt);
    int position = excerpt.position() - ExcerptFrames.HEADER_LENGTH;
    read(liveCount - 1, excerpt);
    final int end = excerpt.position() + excerpt.length();
    // The process that made the segment may have ended before its first flush.
    isCreationForced = false;
    try (FileChannel target = FileChannel.open(file, StandardOpenOption.WRITE)) {
      while (position < end) {
        final ByteBuffer bytes = ByteBuffer.allocate(Math.min(REWRITE_BYTES, end - position));
        buffer.getBytes(position, bytes, bytes.capacity());
        bytes.flip();
        position += target.write(bytes, position);
      }
      DescriptorFile.rewrite(directory);
    } catch (IOException e) {
      throw QueueWriter.failure("write again", file, e);
    }
  }

  @Override
  public void flush() {
    try {
      if (!isCreationForced) {
        Directories.force(directory.resolve(DescriptorFile.FILE_NAME));
        Directories.force(directory);
        Directories.force(directory.getParent());
        isCreationForced = true;
      }
      if (channel == null) {
        channel = FileChannel.open(file, StandardOpenOption.READ);
      }
      channel.force(false);
    } catch (FlushFailedException fatal) {
      isUnsound = true;
      throw fatal;
    } catch (IOException e) {
      isUnsound = true;
      throw new FlushFailedException("cannot flush " + file + ": " + e.getMessage(), e);
    }
    advanceSpace();
  }

  /** Where it fails, what was appended is safe: an append that needs the space will say so. */
  private void advanceSpace() {
    if (writer != null) {
      writer.tryAdvanceSpace(usedBytes);
    }
  }

  @Override
  public void finish() {
    if (writer != null) {
      writer.close();
    }
    try {
      if (channel != null) {
        channel.close();
        channel = null;
      }
    } catch (IOException e) {
      throw QueueWriter.failure("close", file, e);
    }
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      try {
        finish();
      } finally {
        mapping.close();
        if (!isUnsound) {
          onClose.run();
        }
      }
    }
  }
}
