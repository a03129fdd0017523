package io.rafthold.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The batch format: what a producer builds is what the log stores and a consumer decodes.
 *
 * <pre>
 *   0                   4                   8
 *   +-------------------+-------------------+---------------------------------------+
 *   | headerCrc  uint32 | length      int32 | index                           int64 |
 *   +-------------------+-------------------+---------------------------------------+ 16
 *   | term                            int64 | baseOffset                      int64 |
 *   +---------------------------------------+-------------------+---+---+-----------+ 32
 *   | timestampNs                     int64 | bodyCrc    uint32 |ver|att| epoch i16 |
 *   +---------------------------------------+-------------------+---+---+-----------+ 48
 *   | producerId                      int64 | firstSequence                   int64 |
 *   +-------------------+-------------------+---------------------------------------+ 64
 *   | recordCount int32 | reserved (0)      | records ... (see {@link RecordFormat})
 *   +-------------------+-------------------+--------- 72
 * </pre>
 *
 * <p>{@code att} has the {@linkplain EntryType entry type} in bits 0 to 3, the {@linkplain
 * Compression compression} of the records in bits 4 and 5, and zeroes. Compressed records are one
 * block behind the length that they had, little endian:
 *
 * <pre>
 *   72                  76
 *   +-------------------+-----------------------------------------------------------
 *   | plainBytes  int32 | LZ4 block or Zstandard frame, to the end of the batch ...
 *   +-------------------+-----------------------------------------------------------
 * </pre>
 *
 * <p>The producer fills bytes 44 to the end, the length, and {@code bodyCrc} over bytes 44 to the
 * end. The leader stamps index, term, base offset and timestamp, and {@code headerCrc} over bytes 4
 * to 43, which include {@code bodyCrc}: so every byte is covered, and the producer's checksum holds
 * end to end.
 *
 * <p>Stateless; buffers stay the caller's. All positions are those of the batch's first byte.
 */
public final class Batch {
  /** Version of the format that this code writes; the only one that it reads. */
  public static final int FORMAT_VERSION = 1;

  /** Length of the header in bytes. */
  public static final int HEADER_LENGTH = 72;

  /** Value of producer id, producer epoch and sequence in a batch without a producer. */
  public static final int NO_PRODUCER = -1;

  static final int HEADER_CRC_OFFSET = 0;
  static final int LENGTH_OFFSET = 4;
  static final int INDEX_OFFSET = 8;
  static final int TERM_OFFSET = 16;
  static final int BASE_OFFSET_OFFSET = 24;
  static final int TIMESTAMP_OFFSET = 32;
  static final int BODY_CRC_OFFSET = 40;
  static final int VERSION_OFFSET = 44;
  static final int ATTRIBUTES_OFFSET = 45;
  static final int PRODUCER_EPOCH_OFFSET = 46;
  static final int PRODUCER_ID_OFFSET = 48;
  static final int FIRST_SEQUENCE_OFFSET = 56;
  static final int RECORD_COUNT_OFFSET = 64;
  static final int RESERVED_OFFSET = 68;

  /** Longest batch in bytes, as its producer had it before it was compressed. */
  public static final int MAX_LENGTH = 16 * 1024 * 1024;

  /** Bytes in front of a compressed block. */
  static final int PLAIN_LENGTH_BYTES = Integer.BYTES;

  private static final int ENTRY_TYPE_MASK = 0x0F;
  private static final int COMPRESSION_MASK = 0x30;
  private static final int COMPRESSION_SHIFT = 4;

  private Batch() {}

  /**
   * Writes the producer's part of a header; the leader's part is zeroed. Call {@link #sealBody}
   * when the records are complete.
   */
  public static void initialise(
      MutableDirectBuffer buffer,
      int position,
      EntryType type,
      long producerId,
      short producerEpoch,
      long firstSequence) {
    buffer.setMemory(position, HEADER_LENGTH, (byte) 0);
    buffer.putByte(position + VERSION_OFFSET, (byte) FORMAT_VERSION);
    buffer.putByte(position + ATTRIBUTES_OFFSET, (byte) type.code());
    buffer.putShort(position + PRODUCER_EPOCH_OFFSET, producerEpoch, LITTLE_ENDIAN);
    buffer.putLong(position + PRODUCER_ID_OFFSET, producerId, LITTLE_ENDIAN);
    buffer.putLong(position + FIRST_SEQUENCE_OFFSET, firstSequence, LITTLE_ENDIAN);
  }

  /** Says how the records are stored; before {@link #sealBody}. */
  static void compression(MutableDirectBuffer buffer, int position, Compression compression) {
    final int type = attributes(buffer, position) & ENTRY_TYPE_MASK;
    buffer.putByte(
        position + ATTRIBUTES_OFFSET, (byte) (type | compression.code() << COMPRESSION_SHIFT));
  }

  /** Writes in front of compressed records how long they were. */
  static void plainLength(MutableDirectBuffer buffer, int recordsPosition, int recordsLength) {
    buffer.putInt(recordsPosition, recordsLength, LITTLE_ENDIAN);
  }

  /** Makes a copied header that of the batch before it was compressed, but for its CRCs. */
  static void unpacked(MutableDirectBuffer buffer, int plainLength) {
    compression(buffer, 0, Compression.NONE);
    buffer.putInt(LENGTH_OFFSET, plainLength, LITTLE_ENDIAN);
  }

  /**
   * Completes the producer's part: length, record count and body CRC.
   *
   * @param length of the whole batch in bytes, this header included
   * @param recordCount 0 for control entries
   */
  public static void sealBody(
      MutableDirectBuffer buffer, int position, int length, int recordCount) {
    buffer.putInt(position + LENGTH_OFFSET, length, LITTLE_ENDIAN);
    buffer.putInt(position + RECORD_COUNT_OFFSET, recordCount, LITTLE_ENDIAN);
    buffer.putInt(
        position + BODY_CRC_OFFSET, computeBodyCrc(buffer, position, length), LITTLE_ENDIAN);
  }

  /** Stamps the leader's fields and the header CRC; the body must be sealed. */
  public static void stamp(
      MutableDirectBuffer buffer,
      int position,
      long index,
      long term,
      long baseOffset,
      long timestampNs) {
    buffer.putLong(position + INDEX_OFFSET, index, LITTLE_ENDIAN);
    buffer.putLong(position + TERM_OFFSET, term, LITTLE_ENDIAN);
    buffer.putLong(position + BASE_OFFSET_OFFSET, baseOffset, LITTLE_ENDIAN);
    buffer.putLong(position + TIMESTAMP_OFFSET, timestampNs, LITTLE_ENDIAN);
    buffer.putInt(position + HEADER_CRC_OFFSET, computeHeaderCrc(buffer, position), LITTLE_ENDIAN);
  }

  /**
   * Tells what is wrong with the frame of a batch before anything of it is believed: lengths,
   * version, attributes and reserved bytes. CRCs are not looked at.
   *
   * @param available bytes from {@code position} on that may be read
   * @return null where the frame is sound, else the reason with the value
   */
  public static String frameError(DirectBuffer buffer, int position, int available) {
    if (available < HEADER_LENGTH) {
      return "a batch header has " + HEADER_LENGTH + " bytes, only " + available + " are there";
    }
    final int length = length(buffer, position);
    if (length < HEADER_LENGTH || length > available) {
      return "batch length " + length + " is not within " + HEADER_LENGTH + " and " + available;
    }
    final int version = version(buffer, position);
    if (version != FORMAT_VERSION) {
      return "batch format version " + version + " is not " + FORMAT_VERSION;
    }
    final int attributes = attributes(buffer, position);
    if ((attributes & ~(ENTRY_TYPE_MASK | COMPRESSION_MASK)) != 0
        || entryType(buffer, position) == null
        || compression(buffer, position) == null) {
      return "batch attributes 0x" + Integer.toHexString(attributes) + " are not known";
    }
    if (buffer.getInt(position + RESERVED_OFFSET, LITTLE_ENDIAN) != 0) {
      return "reserved bytes are not zero";
    }
    final int recordCount = recordCount(buffer, position);
    final int type = attributes & ENTRY_TYPE_MASK;
    if (type == EntryType.DATA.code() ? recordCount < 1 : recordCount != 0) {
      return "record count " + recordCount + " does not fit entry type " + type;
    }
    return type == attributes ? null : compressionError(buffer, position, type, length);
  }

  private static String compressionError(DirectBuffer buffer, int position, int type, int length) {
    if (type != EntryType.DATA.code()) {
      return "entry type " + type + " is compressed";
    }
    if (length <= HEADER_LENGTH + PLAIN_LENGTH_BYTES) {
      return "batch length " + length + " leaves no room for a compressed block";
    }
    final int plainBytes = buffer.getInt(position + HEADER_LENGTH, LITTLE_ENDIAN);
    final long least = (long) recordCount(buffer, position) * RecordFormat.OVERHEAD;
    if (plainBytes < least || plainBytes > MAX_LENGTH - HEADER_LENGTH) {
      return "uncompressed length "
          + plainBytes
          + " is not within "
          + least
          + " and "
          + (MAX_LENGTH - HEADER_LENGTH);
    }
    return null;
  }

  /**
   * Tells whether the body CRC matches.
   *
   * @return true where it does; the frame must be sound
   */
  public static boolean isBodyIntact(DirectBuffer buffer, int position) {
    return bodyCrc(buffer, position) == computeBodyCrc(buffer, position, length(buffer, position));
  }

  /**
   * Tells whether the header CRC matches.
   *
   * @return true where it does; the frame must be sound
   */
  public static boolean isHeaderIntact(DirectBuffer buffer, int position) {
    return headerCrc(buffer, position) == computeHeaderCrc(buffer, position);
  }

  /**
   * Returns the format version that the batch says.
   *
   * @param buffer holds the batch
   * @param position of its first byte
   * @return 0 to 255; this program reads {@link #FORMAT_VERSION} alone
   */
  public static int version(DirectBuffer buffer, int position) {
    return buffer.getByte(position + VERSION_OFFSET) & 0xFF;
  }

  /** Returns the length of the whole batch in bytes, as stored. */
  public static int length(DirectBuffer buffer, int position) {
    return buffer.getInt(position + LENGTH_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the Raft index. */
  public static long index(DirectBuffer buffer, int position) {
    return buffer.getLong(position + INDEX_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the Raft term. */
  public static long term(DirectBuffer buffer, int position) {
    return buffer.getLong(position + TERM_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the offset of the first record; for a control entry the next record's offset. */
  public static long baseOffset(DirectBuffer buffer, int position) {
    return buffer.getLong(position + BASE_OFFSET_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the offset behind the last record. */
  public static long nextOffset(DirectBuffer buffer, int position) {
    return baseOffset(buffer, position) + recordCount(buffer, position);
  }

  /** Returns the leader's timestamp, epoch nanoseconds. */
  public static long timestampNs(DirectBuffer buffer, int position) {
    return buffer.getLong(position + TIMESTAMP_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the number of records, 0 for a control entry. */
  public static int recordCount(DirectBuffer buffer, int position) {
    return buffer.getInt(position + RECORD_COUNT_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the entry type; null where the code is not known. */
  public static EntryType entryType(DirectBuffer buffer, int position) {
    return EntryType.ofCode(attributes(buffer, position) & ENTRY_TYPE_MASK);
  }

  /**
   * Returns how the records are stored.
   *
   * @return null where the code is not known
   */
  public static Compression compression(DirectBuffer buffer, int position) {
    return Compression.ofCode(
        (attributes(buffer, position) & COMPRESSION_MASK) >> COMPRESSION_SHIFT);
  }

  /** Tells whether the records are compressed, in whatever way. */
  public static boolean isCompressed(DirectBuffer buffer, int position) {
    return (attributes(buffer, position) & COMPRESSION_MASK) != 0;
  }

  /**
   * Returns the length of the whole batch in bytes as its producer had it before it was compressed.
   * The frame must be sound.
   */
  public static int plainLength(DirectBuffer buffer, int position) {
    return isCompressed(buffer, position)
        ? HEADER_LENGTH + buffer.getInt(position + HEADER_LENGTH, LITTLE_ENDIAN)
        : length(buffer, position);
  }

  /** Returns the producer's id or {@link #NO_PRODUCER}. */
  public static long producerId(DirectBuffer buffer, int position) {
    return buffer.getLong(position + PRODUCER_ID_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the producer's epoch or {@link #NO_PRODUCER}. */
  public static short producerEpoch(DirectBuffer buffer, int position) {
    return buffer.getShort(position + PRODUCER_EPOCH_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the sequence of the first record or {@link #NO_PRODUCER}. */
  public static long firstSequence(DirectBuffer buffer, int position) {
    return buffer.getLong(position + FIRST_SEQUENCE_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the stored header CRC. */
  public static int headerCrc(DirectBuffer buffer, int position) {
    return buffer.getInt(position + HEADER_CRC_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the stored body CRC. */
  public static int bodyCrc(DirectBuffer buffer, int position) {
    return buffer.getInt(position + BODY_CRC_OFFSET, LITTLE_ENDIAN);
  }

  private static int attributes(DirectBuffer buffer, int position) {
    return buffer.getByte(position + ATTRIBUTES_OFFSET) & 0xFF;
  }

  private static int computeBodyCrc(DirectBuffer buffer, int position, int length) {
    return Checksum.crc32c(buffer, position + VERSION_OFFSET, length - VERSION_OFFSET);
  }

  private static int computeHeaderCrc(DirectBuffer buffer, int position) {
    return Checksum.crc32c(buffer, position + LENGTH_OFFSET, VERSION_OFFSET - LENGTH_OFFSET);
  }
}
