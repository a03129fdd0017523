package io.rafthold.protocol.storage;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.Checksum;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The descriptor of a segment: where it starts.
 *
 * <pre>
 *   0                   4                   8
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | crc32c     uint32 | "RHSG" or "RHSS"  | version     int32 | groupId     int32 |
 *   +-------------------+-------------------+-------------------+-------------------+ 16
 *   | ordinal                         int64 | baseIndex                       int64 |
 *   +---------------------------------------+---------------------------------------+ 32
 *   | baseOffset                      int64 | previousTerm                    int64 |
 *   +---------------------------------------+---------------------------------------+ 48
 *   | previousOrdinal                 int64 |
 *   +---------------------------------------+ 56
 * </pre>
 *
 * <p>Little endian; the CRC is over bytes 4 to the end. "RHSS" is a segment with which the log was
 * begun anew. Descriptors that end at byte 48 do not know the previous ordinal.
 *
 * <p>Stateless. A buffer begins with the descriptor, and its capacity is the descriptor's length.
 */
public final class DescriptorLayout {
  /** Length in bytes. */
  public static final int LENGTH = 56;

  /** Length in bytes of those that do not know the previous ordinal. */
  public static final int SHORT_LENGTH = 48;

  /** Version that this program writes; the only one that it reads. */
  public static final int FORMAT_VERSION = 1;

  private static final int MAGIC = 'R' | 'H' << 8 | 'S' << 16 | 'G' << 24;
  private static final int START_MAGIC = 'R' | 'H' << 8 | 'S' << 16 | 'S' << 24;
  private static final int CRC_OFFSET = 0;
  private static final int MAGIC_OFFSET = 4;
  private static final int VERSION_OFFSET = 8;
  private static final int GROUP_ID_OFFSET = 12;
  private static final int ORDINAL_OFFSET = 16;
  private static final int BASE_INDEX_OFFSET = 24;
  private static final int BASE_OFFSET_OFFSET = 32;
  private static final int PREVIOUS_TERM_OFFSET = 40;
  private static final int PREVIOUS_ORDINAL_OFFSET = 48;

  private DescriptorLayout() {}

  /** Writes a whole descriptor, with its CRC. */
  public static void encode(
      MutableDirectBuffer buffer,
      int groupId,
      long ordinal,
      boolean isStart,
      long baseIndex,
      long baseOffset,
      long previousTerm,
      long previousOrdinal) {
    buffer.putInt(MAGIC_OFFSET, isStart ? START_MAGIC : MAGIC, LITTLE_ENDIAN);
    buffer.putInt(VERSION_OFFSET, FORMAT_VERSION, LITTLE_ENDIAN);
    buffer.putInt(GROUP_ID_OFFSET, groupId, LITTLE_ENDIAN);
    buffer.putLong(ORDINAL_OFFSET, ordinal, LITTLE_ENDIAN);
    buffer.putLong(BASE_INDEX_OFFSET, baseIndex, LITTLE_ENDIAN);
    buffer.putLong(BASE_OFFSET_OFFSET, baseOffset, LITTLE_ENDIAN);
    buffer.putLong(PREVIOUS_TERM_OFFSET, previousTerm, LITTLE_ENDIAN);
    buffer.putLong(PREVIOUS_ORDINAL_OFFSET, previousOrdinal, LITTLE_ENDIAN);
    buffer.putInt(CRC_OFFSET, crc(buffer), LITTLE_ENDIAN);
  }

  /** Tells whether a descriptor was never filled: its segment is not used yet. */
  public static boolean isBlank(DirectBuffer buffer) {
    for (int i = 0; i < buffer.capacity(); i++) {
      if (buffer.getByte(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether it is a sound descriptor of a later format version than this program's. */
  public static boolean isNewerFormat(DirectBuffer buffer) {
    return buffer.capacity() >= SHORT_LENGTH
        && version(buffer) > FORMAT_VERSION
        && buffer.getInt(CRC_OFFSET, LITTLE_ENDIAN) == crc(buffer)
        && isMagic(buffer.getInt(MAGIC_OFFSET, LITTLE_ENDIAN));
  }

  /**
   * Tells what is wrong with a descriptor.
   *
   * @param groupId whose it must be
   * @param ordinal that it must have
   * @return null where it is sound, else the reason with the value
   */
  public static String error(DirectBuffer buffer, int groupId, long ordinal) {
    if (buffer.capacity() != LENGTH && buffer.capacity() != SHORT_LENGTH) {
      return buffer.capacity() + " bytes where " + LENGTH + " belong";
    }
    if (buffer.getInt(CRC_OFFSET, LITTLE_ENDIAN) != crc(buffer)) {
      return "its CRC does not match";
    }
    if (!isMagic(buffer.getInt(MAGIC_OFFSET, LITTLE_ENDIAN))) {
      return "it is not one of a segment";
    }
    if (version(buffer) != FORMAT_VERSION) {
      return "format version " + version(buffer) + " is not " + FORMAT_VERSION;
    }
    final int storedGroupId = buffer.getInt(GROUP_ID_OFFSET, LITTLE_ENDIAN);
    if (storedGroupId != groupId) {
      return "it belongs to group " + storedGroupId + ", not " + groupId;
    }
    final long storedOrdinal = buffer.getLong(ORDINAL_OFFSET, LITTLE_ENDIAN);
    return storedOrdinal == ordinal ? null : "it is of segment " + storedOrdinal;
  }

  private static boolean isMagic(int magic) {
    return magic == MAGIC || magic == START_MAGIC;
  }

  /** Returns the format version that the descriptor says. */
  public static int version(DirectBuffer buffer) {
    return buffer.getInt(VERSION_OFFSET, LITTLE_ENDIAN);
  }

  /** Tells whether the log was begun anew with the segment: no older one counts. */
  public static boolean isStart(DirectBuffer buffer) {
    return buffer.getInt(MAGIC_OFFSET, LITTLE_ENDIAN) == START_MAGIC;
  }

  /** Returns the index of the segment's first entry. */
  public static long baseIndex(DirectBuffer buffer) {
    return buffer.getLong(BASE_INDEX_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the offset of the next record at {@link #baseIndex}. */
  public static long baseOffset(DirectBuffer buffer) {
    return buffer.getLong(BASE_OFFSET_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the term of the entry before the segment's first, 0 where there is none. */
  public static long previousTerm(DirectBuffer buffer) {
    return buffer.getLong(PREVIOUS_TERM_OFFSET, LITTLE_ENDIAN);
  }

  /** Returns the segment that holds the entry before, 0 where there is none or it is not known. */
  public static long previousOrdinal(DirectBuffer buffer) {
    return buffer.capacity() == SHORT_LENGTH
        ? 0
        : buffer.getLong(PREVIOUS_ORDINAL_OFFSET, LITTLE_ENDIAN);
  }

  private static int crc(DirectBuffer buffer) {
    return Checksum.crc32c(buffer, MAGIC_OFFSET, buffer.capacity() - MAGIC_OFFSET);
  }
}
