package io.rafthold.partition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.RecordFormat;
import org.agrona.DirectBuffer;

/**
 * Walks the records of a producer's batch without believing a length: a batch that a consumer could
 * not decode must not reach the log, where it could not be removed.
 */
final class RecordCheck {
  private static final int INVALID = -1;

  private RecordCheck() {}

  /** Tells whether the bytes are exactly so many well-formed records. */
  static boolean isWellFormed(DirectBuffer buffer, int position, int end, int recordCount) {
    int at = position;
    int records = 0;
    while (end - at >= RecordFormat.OVERHEAD) {
      final int recordLength = buffer.getInt(at, LITTLE_ENDIAN);
      if (recordLength < RecordFormat.OVERHEAD
          || recordLength > end - at
          || !fillsRecord(buffer, at, at + recordLength)) {
        return false;
      }
      at += recordLength;
      records++;
    }
    return at == end && records == recordCount;
  }

  private static boolean fillsRecord(DirectBuffer buffer, int position, int end) {
    final int headerCount = buffer.getInt(position + Integer.BYTES, LITTLE_ENDIAN);
    if (headerCount < 0 || headerCount > RecordFormat.MAX_HEADERS) {
      return false;
    }
    int at = skipField(buffer, position + 2 * Integer.BYTES, end, RecordFormat.NULL_LENGTH);
    at = skipField(buffer, at, end, RecordFormat.NULL_LENGTH);
    for (int i = 0; i < headerCount && at != INVALID; i++) {
      at = skipField(buffer, at, end, 0);
      at = skipField(buffer, at, end, RecordFormat.NULL_LENGTH);
    }
    return at == end;
  }

  /** Returns the position behind a field of a length and its bytes, or INVALID. */
  private static int skipField(DirectBuffer buffer, int position, int end, int minLength) {
    if (position == INVALID || end - position < Integer.BYTES) {
      return INVALID;
    }
    final int length = buffer.getInt(position, LITTLE_ENDIAN);
    final int start = position + Integer.BYTES;
    return length < minLength || length > end - start ? INVALID : start + Math.max(length, 0);
  }
}
