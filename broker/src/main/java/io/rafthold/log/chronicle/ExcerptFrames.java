package io.rafthold.log.chronicle;

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
 * astray.
 */
final class ExcerptFrames {
  /** Length of a frame's header in bytes. */
  static final int HEADER_LENGTH = 4;

  /** Returned where there is no further excerpt. */
  static final int NONE = -1;

  private static final int OPEN_FLAG = 1 << 31;
  private static final int META_FLAG = 1 << 30;
  private static final int LENGTH_MASK = META_FLAG - 1;
  private static final int ALIGNMENT = 4;

  private ExcerptFrames() {}

  /** Returns the position of the first excerpt's frame at or behind a frame's position, or NONE. */
  static int firstExcerpt(DirectBuffer buffer, int position, int limit) {
    int frame = position;
    while (isFrame(buffer, frame, limit)) {
      final int header = buffer.getInt(frame);
      if ((header & META_FLAG) == 0) {
        return frame;
      }
      frame = behind(frame, header & LENGTH_MASK);
    }
    return NONE;
  }

  /** Returns where the chain of frames from a frame's position on ends. */
  static int endOfMeta(DirectBuffer buffer, int position, int limit) {
    int frame = position;
    while (isFrame(buffer, frame, limit) && (buffer.getInt(frame) & META_FLAG) != 0) {
      frame = behind(frame, length(buffer, frame));
    }
    return frame;
  }

  private static boolean isFrame(DirectBuffer buffer, int frame, int limit) {
    if (frame < 0 || frame > limit - HEADER_LENGTH) {
      return false;
    }
    final int header = buffer.getInt(frame);
    return header > 0 && (header & LENGTH_MASK) <= limit - frame - HEADER_LENGTH;
  }

  /** Tells whether a frame holds a batch whose header is intact, wherever frames led before. */
  static boolean isBatch(DirectBuffer buffer, int frame, int limit) {
    if (!isFrame(buffer, frame, limit) || isMeta(buffer.getInt(frame))) {
      return false;
    }
    final int length = length(buffer, frame);
    final int batch = frame + HEADER_LENGTH;
    return length >= Batch.HEADER_LENGTH
        && Batch.length(buffer, batch) == length
        && Batch.isHeaderIntact(buffer, batch);
  }

  /** Returns the length of a frame's content. */
  static int length(DirectBuffer buffer, int frame) {
    return buffer.getInt(frame) & LENGTH_MASK;
  }

  /** Returns the length that a frame's header says. */
  static int lengthOf(int header) {
    return header & LENGTH_MASK;
  }

  /** Tells whether a frame's header is of meta data. */
  static boolean isMeta(int header) {
    return (header & META_FLAG) != 0;
  }

  /** Returns the position of the frame behind one of the given length, which is within limits. */
  static int behind(int frame, int length) {
    final int end = frame + HEADER_LENGTH + length;
    return (end + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Tells why there is no frame; null where nothing is written there. */
  static String stopReason(DirectBuffer buffer, int frame, int limit) {
    if (frame < 0 || frame > limit - HEADER_LENGTH) {
      return "the file ends here";
    }
    final int header = buffer.getInt(frame);
    if (header == 0) {
      return null;
    }
    final String hex = "frame header 0x" + Integer.toHexString(header);
    return (header & OPEN_FLAG) != 0
        ? hex + " is of a write that did not end"
        : hex + " is longer than the file";
  }
}
