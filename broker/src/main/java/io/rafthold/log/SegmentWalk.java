package io.rafthold.log;

import io.rafthold.protocol.Batch;
import org.agrona.DirectBuffer;

/**
 * Walks the entries of one segment from its first, through a mapping of its own. Frames and headers
 * are checked on the way; a body, where somebody wants it, by {@link #checkBody}: so a walk that
 * needs headers alone does not read through all bytes of the segment.
 *
 * <p>Any thread, one at a time. A segment holds more than its live entries where a truncation ended
 * it, and may still be appended to: the caller knows how far to go.
 */
public final class SegmentWalk implements AutoCloseable {
  private final Segment segment;
  private final ExcerptScanner scanner;
  private final Excerpt excerpt = new Excerpt();
  private long index;

  SegmentWalk(Segment segment) {
    this.segment = segment;
    scanner = segment.scan();
    index = segment.descriptor().baseIndex() - 1;
  }

  /**
   * Moves to the next entry, which must be there. Its body is not looked at.
   *
   * @throws LogDamageException where it is not, or its frame or header is not sound
   */
  public void next() {
    if (!scanner.next(excerpt)) {
      final String reason = scanner.stopReason();
      throw damage(scanner.position(), reason == null ? "nothing is written here" : reason);
    }
    index++;
    final String error = error();
    if (error != null) {
      throw damage(excerpt.position(), error);
    }
  }

  /**
   * Makes sure that the body of the entry that the walk stands on is as it was written, before it
   * is used.
   *
   * @throws LogDamageException where it is not
   */
  public void checkBody() {
    if (!Batch.isBodyIntact(excerpt.buffer(), excerpt.position())) {
      throw damage(excerpt.position(), "body CRC does not match");
    }
  }

  private String error() {
    final String frameError =
        Batch.frameError(excerpt.buffer(), excerpt.position(), excerpt.length());
    if (frameError != null) {
      return frameError;
    }
    if (!Batch.isHeaderIntact(excerpt.buffer(), excerpt.position())) {
      return "header CRC does not match";
    }
    final long found = Batch.index(excerpt.buffer(), excerpt.position());
    return found == index ? null : "index " + found + " where " + index + " belongs";
  }

  private LogDamageException damage(long position, String problem) {
    return new LogDamageException(
        segment.name(), Math.max(index, segment.descriptor().baseIndex()), position, problem);
  }

  /**
   * Returns the index of the entry that the walk stands on.
   *
   * @return the one before the segment's first, before the first {@link #next}
   */
  public long index() {
    return index;
  }

  /**
   * Returns the buffer that holds the entry.
   *
   * @return the mapping, for reading, until the walk is closed
   */
  public DirectBuffer buffer() {
    return excerpt.buffer();
  }

  /**
   * Returns where in the buffer the entry's batch starts.
   *
   * @return position in bytes
   */
  public int position() {
    return excerpt.position();
  }

  /**
   * Returns the length of the entry's batch.
   *
   * @return bytes, header included
   */
  public int length() {
    return excerpt.length();
  }

  /** Lets go of the mapping. */
  @Override
  public void close() {
    excerpt.clear();
    segment.close();
  }
}
