package io.rafthold.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.Checksum;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of the file beside a segment that says what was derived from all entries before it: a
 * header with a checksum, and a content that this package does not look into.
 *
 * <pre>
 *   0                   4                   8                   12
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | crc32c     uint32 | "RHSN"            | version (1) int32 | groupId     int32 |
 *   +-------------------+-------------------+-------------------+-------------------+ 16
 *   | length of the content           int64 | content ...
 *   +---------------------------------------+---- 24
 * </pre>
 *
 * <p>Little endian; the CRC is over byte 4 to the end.
 */
public final class StateFile {
  /** Version of the format that this code writes; the only one that it reads. */
  public static final int FORMAT_VERSION = 1;

  /** Bytes before the content. */
  public static final int HEADER_LENGTH = 24;

  /** Most bytes of content. */
  public static final int MAX_CONTENT_BYTES = 64 * 1024 * 1024;

  private static final int MAGIC = 'R' | 'H' << 8 | 'S' << 16 | 'N' << 24;
  private static final int CRC_OFFSET = 0;
  private static final int MAGIC_OFFSET = 4;
  private static final int VERSION_OFFSET = 8;
  private static final int GROUP_ID_OFFSET = 12;
  private static final int LENGTH_OFFSET = 16;

  private StateFile() {}

  /**
   * Puts the header before a content.
   *
   * @param groupId of the Raft group
   * @param content at most {@link #MAX_CONTENT_BYTES}; stays the caller's
   * @return the file's bytes
   * @throws IllegalArgumentException where the content is longer
   */
  public static byte[] seal(int groupId, byte[] content) {
    if (content.length > MAX_CONTENT_BYTES) {
      throw new IllegalArgumentException(
          "a state of " + content.length + " bytes is over the limit of " + MAX_CONTENT_BYTES);
    }
    final byte[] bytes = new byte[HEADER_LENGTH + content.length];
    final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    buffer.putInt(MAGIC_OFFSET, MAGIC, LITTLE_ENDIAN);
    buffer.putInt(VERSION_OFFSET, FORMAT_VERSION, LITTLE_ENDIAN);
    buffer.putInt(GROUP_ID_OFFSET, groupId, LITTLE_ENDIAN);
    buffer.putLong(LENGTH_OFFSET, content.length, LITTLE_ENDIAN);
    buffer.putBytes(HEADER_LENGTH, content);
    buffer.putInt(CRC_OFFSET, crc(buffer), LITTLE_ENDIAN);
    return bytes;
  }

  /**
   * Checks a file's bytes and returns their content.
   *
   * @param bytes whatever was read
   * @param groupId of the Raft group that it must belong to
   * @param name of the file, for the error
   * @return the content
   * @throws LogDamageException where the file is damaged, another group's, or of a newer version
   */
  public static byte[] open(byte[] bytes, int groupId, String name) {
    final String error = error(new UnsafeBuffer(bytes), groupId);
    if (error != null) {
      throw new LogDamageException(name, LogDamageException.NO_INDEX, 0, error);
    }
    final byte[] content = new byte[bytes.length - HEADER_LENGTH];
    System.arraycopy(bytes, HEADER_LENGTH, content, 0, content.length);
    return content;
  }

  private static String error(UnsafeBuffer buffer, int groupId) {
    if (buffer.capacity() < HEADER_LENGTH) {
      return buffer.capacity() + " bytes where " + HEADER_LENGTH + " begin a state";
    }
    if (buffer.getInt(MAGIC_OFFSET, LITTLE_ENDIAN) != MAGIC) {
      return "it is not a state";
    }
    // Before the CRC: where that lies is the version's to say.
    final int version = buffer.getInt(VERSION_OFFSET, LITTLE_ENDIAN);
    if (version != FORMAT_VERSION) {
      return "format version " + version + " is not " + FORMAT_VERSION;
    }
    if (buffer.getInt(CRC_OFFSET, LITTLE_ENDIAN) != crc(buffer)) {
      return "its CRC does not match";
    }
    final int storedGroupId = buffer.getInt(GROUP_ID_OFFSET, LITTLE_ENDIAN);
    if (storedGroupId != groupId) {
      return "it belongs to group " + storedGroupId + ", not " + groupId;
    }
    final long length = buffer.getLong(LENGTH_OFFSET, LITTLE_ENDIAN);
    return length == buffer.capacity() - HEADER_LENGTH
        ? null
        : "a content of " + length + " bytes in a file of " + buffer.capacity();
  }

  private static int crc(UnsafeBuffer buffer) {
    return Checksum.crc32c(buffer, MAGIC_OFFSET, buffer.capacity() - MAGIC_OFFSET);
  }
}
