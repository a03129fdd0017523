package io.rafthold.protocol;

/**
 * The bytes of one record inside a {@link Batch}, little endian, back to back, unaligned.
 *
 * <pre>
 *   +-------------------+-------------------+-----------------------+
 *   | length      int32 | headerCount int32 | keyLength       int32 |
 *   +-------------------+-------------------+-----------------------+
 *   | key ...           | valueLength int32 | value ...             |
 *   +-------------------+-------------------+-----------------------+
 *   | per header: nameLength int32, name (UTF-8), valueLength int32, value
 *   +---------------------------------------------------------------
 * </pre>
 *
 * <p>{@code length} counts the whole record, itself included. A key or value length of -1 is null.
 * A record's offset is the batch's base offset plus its place; its timestamp is the batch's.
 */
public final class RecordFormat {
  /** Bytes of a record around its key, value and headers. */
  public static final int OVERHEAD = 16;

  /** Bytes of a header around its name and value. */
  public static final int HEADER_OVERHEAD = 8;

  /** Length that stands for null. */
  public static final int NULL_LENGTH = -1;

  /** Largest number of headers in a record. */
  public static final int MAX_HEADERS = 1024;

  private RecordFormat() {}
}
