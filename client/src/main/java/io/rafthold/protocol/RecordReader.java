package io.rafthold.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Walks the records of one batch. Every length is checked against the bytes that are there before
 * anything is read or allocated by it. Reusable; allocates nothing; not thread-safe.
 */
public final class RecordReader {
  private static final int HEADER_COUNT_AT = 4;
  private static final int KEY_LENGTH_AT = 8;
  private static final int KEY_AT = 12;

  private DirectBuffer buffer;
  private int next;
  private int batchEnd;
  private int recordCount;
  private int recordIndex;
  private long baseOffset;

  private int recordEnd;
  private int keyPosition;
  private int keyLength;
  private int valuePosition;
  private int valueLength;
  private int headerCount;
  private int headersRead;
  private int headerLimit;
  private int namePosition;
  private int nameLength;
  private int headerValuePosition;
  private int headerValueLength;

  /**
   * Starts at the first record of a batch.
   *
   * @param source readable until the walk ends
   * @param batchPosition of the batch's first byte; its frame must have been found sound ({@link
   *     Batch#frameError})
   * @return this
   * @throws MalformedException where the records are compressed: see {@link BatchInflater}
   */
  public RecordReader wrap(DirectBuffer source, int batchPosition) {
    if (Batch.isCompressed(source, batchPosition)) {
      throw new MalformedException(
          "the records at offset " + Batch.baseOffset(source, batchPosition) + " are compressed");
    }
    buffer = source;
    next = batchPosition + Batch.HEADER_LENGTH;
    batchEnd = batchPosition + Batch.length(source, batchPosition);
    recordCount = Batch.recordCount(source, batchPosition);
    baseOffset = Batch.baseOffset(source, batchPosition);
    recordIndex = -1;
    return this;
  }

  /**
   * Steps to the next record.
   *
   * @return false behind the last one
   * @throws MalformedException where lengths do not fit the batch, or bytes are left over
   */
  public boolean next() {
    if (recordIndex + 1 == recordCount) {
      if (next != batchEnd) {
        throw malformed("bytes behind the last record", batchEnd - next);
      }
      return false;
    }
    recordIndex++;
    final int start = next;
    final int available = batchEnd - start;
    if (available < RecordFormat.OVERHEAD) {
      throw malformed("bytes left for a record", available);
    }
    final int length = buffer.getInt(start, LITTLE_ENDIAN);
    if (length < RecordFormat.OVERHEAD || length > available) {
      throw malformed("record length", length);
    }
    recordEnd = start + length;
    headerCount = buffer.getInt(start + HEADER_COUNT_AT, LITTLE_ENDIAN);
    if (headerCount < 0 || headerCount > RecordFormat.MAX_HEADERS) {
      throw malformed("header count", headerCount);
    }
    keyLength = buffer.getInt(start + KEY_LENGTH_AT, LITTLE_ENDIAN);
    keyPosition = start + KEY_AT;
    final int keyEnd = end(keyPosition, keyLength, recordEnd - Integer.BYTES, "key length");
    valueLength = buffer.getInt(keyEnd, LITTLE_ENDIAN);
    valuePosition = keyEnd + Integer.BYTES;
    headerLimit = end(valuePosition, valueLength, recordEnd, "value length");
    headersRead = 0;
    if (headerCount == 0 && headerLimit != recordEnd) {
      throw malformed("bytes behind the value", recordEnd - headerLimit);
    }
    next = recordEnd;
    return true;
  }

  /**
   * Steps to the record's next header.
   *
   * @return false behind the last one
   * @throws MalformedException where lengths do not fit the record, or bytes are left over
   */
  public boolean nextHeader() {
    if (headersRead == headerCount) {
      if (headerLimit != recordEnd) {
        throw malformed("bytes behind the last header", recordEnd - headerLimit);
      }
      return false;
    }
    headersRead++;
    if (recordEnd - headerLimit < RecordFormat.HEADER_OVERHEAD) {
      throw malformed("bytes left for a header", recordEnd - headerLimit);
    }
    nameLength = buffer.getInt(headerLimit, LITTLE_ENDIAN);
    if (nameLength < 0) {
      throw malformed("header name length", nameLength);
    }
    namePosition = headerLimit + Integer.BYTES;
    final int nameEnd =
        end(namePosition, nameLength, recordEnd - Integer.BYTES, "header name length");
    headerValueLength = buffer.getInt(nameEnd, LITTLE_ENDIAN);
    headerValuePosition = nameEnd + Integer.BYTES;
    headerLimit = end(headerValuePosition, headerValueLength, recordEnd, "header value length");
    return true;
  }

  /** Goes back before the record's first header. */
  public void restartHeaders() {
    headersRead = 0;
    headerLimit = valuePosition + Math.max(0, valueLength);
  }

  /** Returns where the record starts. */
  public int recordPosition() {
    return keyPosition - KEY_AT;
  }

  /** Returns the length of the whole record in bytes. */
  public int recordLength() {
    return recordEnd - recordPosition();
  }

  /** Returns the record's offset: the batch's base offset plus its place. */
  public long offset() {
    return baseOffset + recordIndex;
  }

  /** Returns where the key starts. */
  public int keyPosition() {
    return keyPosition;
  }

  /** Returns the key's length in bytes, -1 for null. */
  public int keyLength() {
    return keyLength;
  }

  /** Returns where the value starts. */
  public int valuePosition() {
    return valuePosition;
  }

  /** Returns the value's length in bytes, -1 for null. */
  public int valueLength() {
    return valueLength;
  }

  /** Returns the number of headers. */
  public int headerCount() {
    return headerCount;
  }

  /** Returns where the current header's name starts. */
  public int headerNamePosition() {
    return namePosition;
  }

  /** Returns the length of the current header's name in bytes. */
  public int headerNameLength() {
    return nameLength;
  }

  /** Returns where the current header's value starts. */
  public int headerValuePosition() {
    return headerValuePosition;
  }

  /** Returns the length of the current header's value in bytes, -1 for null. */
  public int headerValueLength() {
    return headerValueLength;
  }

  private int end(int position, int length, int limit, String what) {
    if (length < RecordFormat.NULL_LENGTH || Math.max(0, length) > limit - position) {
      throw malformed(what, length);
    }
    return position + Math.max(0, length);
  }

  private MalformedException malformed(String what, int value) {
    return new MalformedException(
        "record "
            + recordIndex
            + " of "
            + recordCount
            + " at offset "
            + offset()
            + ": "
            + what
            + " "
            + value
            + " does not fit: the batch is damaged");
  }
}
