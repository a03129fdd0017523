package io.rafthold.sim.disk;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.log.Excerpt;
import io.rafthold.log.ExcerptScanner;

/** Walks a segment's frames and believes no length. */
final class SegmentScanner implements ExcerptScanner {
  private final SegmentFile file;
  private int position;
  private int number;

  SegmentScanner(SegmentFile file) {
    this.file = file;
  }

  @Override
  public boolean next(Excerpt excerpt) {
    if (stopReason() != null || length() == 0) {
      return false;
    }
    final int length = length();
    excerpt.set(file.buffer(), number++, position + SegmentFile.FRAME_HEADER, length);
    position = SegmentFile.align(position + SegmentFile.FRAME_HEADER + length);
    return true;
  }

  private int length() {
    return position + SegmentFile.FRAME_HEADER > file.buffer().capacity()
        ? 0
        : file.buffer().getInt(position, LITTLE_ENDIAN);
  }

  @Override
  public String stopReason() {
    final int length = length();
    final int room = file.buffer().capacity() - position - SegmentFile.FRAME_HEADER;
    return length < 0 || length > room ? "frame of " + length + " bytes" : null;
  }

  @Override
  public int position() {
    return position;
  }
}
