package io.rafthold.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.MutableDirectBuffer;

/**
 * Writes one record in {@link RecordFormat}. The caller encodes key and value in place, where this
 * writer says, and then tells their lengths: nothing is copied twice.
 *
 * <p>Order of calls: {@link #wrap}, the key at {@link #contentPosition}, {@link #endKey}, the value
 * at {@link #contentPosition}, {@link #endValue}, any number of {@link #header}, {@link #end}. Not
 * thread-safe; the buffer stays the caller's and must be large enough or expand by itself.
 */
public final class RecordWriter {
  private static final int HEADER_COUNT_AT = 4;
  private static final int KEY_LENGTH_AT = 8;
  private static final int KEY_AT = 12;

  private MutableDirectBuffer buffer;
  private int start;
  private int limit;
  private int headerCount;

  /**
   * Starts a record.
   *
   * @param target written to until {@link #end}
   * @param position of the record's first byte
   * @return this
   */
  public RecordWriter wrap(MutableDirectBuffer target, int position) {
    buffer = target;
    start = position;
    limit = position + KEY_AT;
    headerCount = 0;
    return this;
  }

  /**
   * Returns where the next key or value goes.
   *
   * @return a position in the buffer
   */
  public int contentPosition() {
    return limit;
  }

  /**
   * Ends the key.
   *
   * @param length bytes that the caller wrote, or {@link RecordFormat#NULL_LENGTH}
   */
  public void endKey(int length) {
    buffer.putInt(start + KEY_LENGTH_AT, length, LITTLE_ENDIAN);
    limit += Math.max(0, length) + Integer.BYTES;
  }

  /**
   * Ends the value.
   *
   * @param length bytes that the caller wrote, or {@link RecordFormat#NULL_LENGTH}
   */
  public void endValue(int length) {
    buffer.putInt(limit - Integer.BYTES, length, LITTLE_ENDIAN);
    limit += Math.max(0, length);
  }

  /**
   * Adds a header.
   *
   * @param name UTF-8
   * @param value or null
   * @throws IllegalArgumentException beyond {@link RecordFormat#MAX_HEADERS}
   */
  public void header(byte[] name, byte[] value) {
    if (headerCount == RecordFormat.MAX_HEADERS) {
      throw new IllegalArgumentException(
          "a record has at most " + RecordFormat.MAX_HEADERS + " headers: send fewer");
    }
    headerCount++;
    putBytes(name);
    putBytes(value);
  }

  /**
   * Completes the record.
   *
   * @return its length in bytes
   */
  public int end() {
    final int length = limit - start;
    buffer.putInt(start, length, LITTLE_ENDIAN);
    buffer.putInt(start + HEADER_COUNT_AT, headerCount, LITTLE_ENDIAN);
    return length;
  }

  private void putBytes(byte[] bytes) {
    if (bytes == null) {
      buffer.putInt(limit, RecordFormat.NULL_LENGTH, LITTLE_ENDIAN);
      limit += Integer.BYTES;
      return;
    }
    buffer.putInt(limit, bytes.length, LITTLE_ENDIAN);
    buffer.putBytes(limit + Integer.BYTES, bytes);
    limit += Integer.BYTES + bytes.length;
  }
}
