package io.rafthold.log;

import io.rafthold.protocol.Batch;
import org.agrona.DirectBuffer;

/** Walks a {@link SegmentedLog}: arithmetic inside a segment, a look-up where it ends. */
final class SegmentedLogCursor implements LogCursor {
  private final SegmentedLog log;
  private final Excerpt excerpt = new Excerpt();
  private Segment segment;
  private long truncations;
  private long index;

  SegmentedLogCursor(SegmentedLog log) {
    this.log = log;
  }

  @Override
  public boolean seek(long index) {
    this.index = 0;
    excerpt.clear();
    if (index < log.firstIndex() || index > log.lastIndex()) {
      return false;
    }
    segment = log.segmentHolding(index);
    truncations = log.truncations();
    segment.read((int) (index - segment.descriptor().baseIndex()), excerpt);
    check(segment, excerpt, index, log.isActive(segment));
    this.index = index;
    return true;
  }

  @Override
  public boolean next() {
    if (index == 0 || index >= log.lastIndex()) {
      return false;
    }
    // A truncation may have closed the segment under the cursor.
    if (truncations != log.truncations() || excerpt.number() + 1 >= segment.liveCount()) {
      return seek(index + 1);
    }
    segment.readNext(excerpt);
    check(segment, excerpt, index + 1, log.isActive(segment));
    index++;
    return true;
  }

  /**
   * Whoever reads may pass it on: an entry is the one it should be, and byte for byte what was
   * appended, unless this process appended it to the segment that is open still, and had verified
   * it then. A CRC costs a fraction of the copy that follows; a rotten byte costs a consumer's
   * trust.
   */
  static void check(Segment segment, Excerpt excerpt, long index, boolean isVerified) {
    final DirectBuffer buffer = excerpt.buffer();
    final int position = excerpt.position();
    if (excerpt.length() < Batch.HEADER_LENGTH
        || Batch.length(buffer, position) != excerpt.length()
        || Batch.index(buffer, position) != index) {
      throw new LogDamageException(
          segment.name(), index, position, "the excerpt there does not hold this entry");
    }
    if (!isVerified
        && !(Batch.isHeaderIntact(buffer, position) && Batch.isBodyIntact(buffer, position))) {
      throw new LogDamageException(segment.name(), index, position, "a CRC does not match");
    }
    final String frameError =
        isVerified ? null : Batch.frameError(buffer, position, excerpt.length());
    if (frameError != null) {
      EntryCheck.refuseNewerFormat(segment, excerpt);
      throw new LogDamageException(segment.name(), index, position, frameError);
    }
  }

  @Override
  public DirectBuffer buffer() {
    return excerpt.buffer();
  }

  @Override
  public int position() {
    return excerpt.position();
  }

  @Override
  public int length() {
    return excerpt.length();
  }

  /** An entry that a truncation may have closed under the cursor is none to stand on. */
  @Override
  public long index() {
    return truncations == log.truncations() ? index : 0;
  }

  @Override
  public void close() {
    index = 0;
    excerpt.clear();
    segment = null;
  }
}
