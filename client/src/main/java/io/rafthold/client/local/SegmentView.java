package io.rafthold.client.local;

import io.rafthold.protocol.storage.DataLayout;
import io.rafthold.protocol.storage.ExcerptFrames;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A walk over the entries of one segment, in a mapping of its own. Every step is within the file,
 * whatever its bytes say, and files of segments never get shorter. What it meets is worth nothing
 * until {@link CommittedLog} has found that the segment was not dropped meanwhile.
 */
final class SegmentView implements AutoCloseable {
  private final SegmentStart start;
  private final UnsafeBuffer buffer;
  private final int limit;
  private MappedByteBuffer mapped;

  /** Where the frame of entry {@code nextIndex} is, or meta data before it. */
  private int nextFrame;

  private long nextIndex;
  private int excerptPosition;
  private int excerptLength;

  private SegmentView(SegmentStart start, MappedByteBuffer mapped) {
    this.start = start;
    this.mapped = mapped;
    buffer = new UnsafeBuffer(mapped);
    limit = mapped.capacity();
    rewind();
  }

  /**
   * Maps a segment; the walk stands before its first entry.
   *
   * @param directory of all segments
   * @throws java.nio.file.NoSuchFileException where it is gone
   */
  static SegmentView open(Path directory, SegmentStart start) throws IOException {
    final Path file =
        DataLayout.segment(directory, start.ordinal()).resolve(DataLayout.ENTRIES_NAME);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      final long length = Math.min(channel.size(), Integer.MAX_VALUE);
      return new SegmentView(start, channel.map(FileChannel.MapMode.READ_ONLY, 0, length));
    }
  }

  SegmentStart start() {
    return start;
  }

  /** Goes back before the first entry. */
  void rewind() {
    nextFrame = 0;
    nextIndex = start.baseIndex();
  }

  /** Returns the index of the entry that {@link #next} goes to. */
  long nextIndex() {
    return nextIndex;
  }

  /**
   * Goes to the next excerpt.
   *
   * @return false where there is none; then it stays
   */
  boolean next() {
    final int frame = ExcerptFrames.firstExcerpt(buffer, nextFrame, limit);
    if (frame == ExcerptFrames.NONE) {
      return false;
    }
    final int header = ExcerptFrames.header(buffer, frame, limit);
    if (!ExcerptFrames.isFrame(header, frame, limit) || ExcerptFrames.isMeta(header)) {
      return false;
    }
    excerptPosition = frame + ExcerptFrames.HEADER_LENGTH;
    excerptLength = ExcerptFrames.lengthOf(header);
    nextFrame = ExcerptFrames.behind(frame, excerptLength);
    nextIndex++;
    return true;
  }

  DirectBuffer buffer() {
    return buffer;
  }

  /** Returns where the excerpt that it stands on starts. */
  int excerptPosition() {
    return excerptPosition;
  }

  /** Returns the excerpt's length in bytes; it ends within the file. */
  int excerptLength() {
    return excerptLength;
  }

  @Override
  public void close() {
    if (mapped != null) {
      buffer.wrap(0, 0);
      BufferUtil.free(mapped);
      mapped = null;
    }
  }
}
