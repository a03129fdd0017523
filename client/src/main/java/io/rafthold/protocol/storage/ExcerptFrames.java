package io.rafthold.protocol.storage;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.Batch;
import org.agrona.DirectBuffer;

/**
 * Chronicle's framing, as far as we rely on it. A frame is a 4-byte header, little endian and
 * aligned to 4 bytes from the file's start, and its content:
 *
 * <pre>
 *   bit 31    bit 30   bits 0..29
 *   +--------+--------+----------------+-------------------------------+ - - - - +
 *   | open   | meta   | length         | length bytes                  | padding to 4
 *   +--------+--------+----------------+-------------------------------+ - - - - +
 *
 *   0x00000000             nothing is written here (the end, for now)
 *   0x80000000 or more     being written, or the end for good (0xC0000000): no frame either way
 *   0x40000000 + length    meta data: the queue's header and its index arrays; skipped
 *   length                 one excerpt
 * </pre>
 *
 * <p>Every step is checked against a limit, so that garbage ends a walk and does not lead it
 * astray. Each header is read once, since the file may change under a reader of another process.
 *
 * <p>Stateless; buffers stay the caller's.
 */
public final class ExcerptFrames {
  /** Length of a frame's header in bytes. */
  public static final int HEADER_LENGTH = 4;

  /** Returned where there is no further excerpt. */
  public static final int NONE = -1;

  private static final int OPEN_FLAG = 1 << 31;
  private static final int META_FLAG = 1 << 30;
  private static final int LENGTH_MASK = META_FLAG - 1;
  private static final int ALIGNMENT = 4;

  private ExcerptFrames() {}

  /** Returns the position of the first excerpt's frame at or behind a frame's position, or NONE. */
  public static int firstExcerpt(DirectBuffer buffer, int position, int limit) {
    int frame = position;
    while (true) {
      final int header = header(buffer, frame, limit);
      if (!isFrame(header, frame, limit)) {
        return NONE;
      }
      if (!isMeta(header)) {
        return frame;
      }
      frame = behind(frame, lengthOf(header));
    }
  }

  /** Returns where the chain of frames from a frame's position on ends. */
  public static int endOfMeta(DirectBuffer buffer, int position, int limit) {
    int frame = position;
    int header = header(buffer, frame, limit);
    while (isFrame(header, frame, limit) && isMeta(header)) {
      frame = behind(frame, lengthOf(header));
      header = header(buffer, frame, limit);
    }
    return frame;
  }

  /**
   * Returns the header at a frame's position.
   *
   * @param limit where the bytes end that may be read
   * @return 0, as where nothing is written, where the position is not within the limit
   */
  public static int header(DirectBuffer buffer, int frame, int limit) {
    return frame < 0 || frame > limit - HEADER_LENGTH ? 0 : buffer.getInt(frame, LITTLE_ENDIAN);
  }

  /** Tells whether a header is of a frame that is written and ends within the limit. */
  public static boolean isFrame(int header, int frame, int limit) {
    return header > 0 && lengthOf(header) <= limit - frame - HEADER_LENGTH;
  }

  /** Tells whether a frame holds a batch whose header is intact, wherever frames led before. */
  public static boolean isBatch(DirectBuffer buffer, int frame, int limit) {
    final int header = header(buffer, frame, limit);
    if (!isFrame(header, frame, limit) || isMeta(header)) {
      return false;
    }
    final int length = lengthOf(header);
    final int batch = frame + HEADER_LENGTH;
    return length >= Batch.HEADER_LENGTH
        && Batch.length(buffer, batch) == length
        && Batch.isHeaderIntact(buffer, batch);
  }

  /** Returns the length of a frame's content. */
  public static int length(DirectBuffer buffer, int frame) {
    return lengthOf(buffer.getInt(frame, LITTLE_ENDIAN));
  }

  /** Returns the length that a frame's header says. */
  public static int lengthOf(int header) {
    return header & LENGTH_MASK;
  }

  /** Tells whether a frame's header is of meta data. */
  public static boolean isMeta(int header) {
    return (header & META_FLAG) != 0;
  }

  /** Returns the position of the frame behind one of the given length, which is within limits. */
  public static int behind(int frame, int length) {
    final int end = frame + HEADER_LENGTH + length;
    return (end + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Tells why there is no frame; null where nothing is written there. */
  public static String stopReason(DirectBuffer buffer, int frame, int limit) {
    if (frame < 0 || frame > limit - HEADER_LENGTH) {
      return "the file ends here";
    }
    final int header = buffer.getInt(frame, LITTLE_ENDIAN);
    if (header == 0) {
      return null;
    }
    final String hex = "frame header 0x" + Integer.toHexString(header);
    return (header & OPEN_FLAG) != 0
        ? hex + " is of a write that did not end"
        : hex + " is longer than the file";
  }
}
