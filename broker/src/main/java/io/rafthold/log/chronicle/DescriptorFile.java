package io.rafthold.log.chronicle;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.NewerFormatException;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.protocol.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The small file beside a segment's queue file, written once.
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
 * begun anew. Files that end at byte 48 do not know the previous ordinal.
 */
final class DescriptorFile {
  static final String FILE_NAME = "descriptor";
  static final int LENGTH = 56;
  private static final int SHORT_LENGTH = 48;
  static final int FORMAT_VERSION = 1;

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

  private DescriptorFile() {}

  /** Makes the file, filled with zeros: that of a segment that is not used yet. */
  static void writeBlank(Path directory) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE_NAME),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      writeAll(channel, ByteBuffer.allocate(LENGTH));
    }
  }

  /** Writes the file, over a blank one where there is one, without forcing it. */
  static void write(Path directory, int groupId, SegmentDescriptor descriptor) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      writeAll(channel, ByteBuffer.wrap(encode(groupId, descriptor)));
    }
  }

  /** Writes what is there once more, so that the next force has something to write. */
  static void rewrite(Path directory) throws IOException {
    final Path file = directory.resolve(FILE_NAME);
    final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      writeAll(channel, bytes);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes, bytes.position());
    }
  }

  private static byte[] encode(int groupId, SegmentDescriptor descriptor) {
    final byte[] bytes = new byte[LENGTH];
    final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    buffer.putInt(MAGIC_OFFSET, descriptor.isStart() ? START_MAGIC : MAGIC, LITTLE_ENDIAN);
    buffer.putInt(VERSION_OFFSET, FORMAT_VERSION, LITTLE_ENDIAN);
    buffer.putInt(GROUP_ID_OFFSET, groupId, LITTLE_ENDIAN);
    buffer.putLong(ORDINAL_OFFSET, descriptor.ordinal(), LITTLE_ENDIAN);
    buffer.putLong(BASE_INDEX_OFFSET, descriptor.baseIndex(), LITTLE_ENDIAN);
    buffer.putLong(BASE_OFFSET_OFFSET, descriptor.baseOffset(), LITTLE_ENDIAN);
    buffer.putLong(PREVIOUS_TERM_OFFSET, descriptor.previousTerm(), LITTLE_ENDIAN);
    buffer.putLong(PREVIOUS_ORDINAL_OFFSET, descriptor.previousOrdinal(), LITTLE_ENDIAN);
    buffer.putInt(CRC_OFFSET, crc(buffer), LITTLE_ENDIAN);
    return bytes;
  }

  /** Reads the file; null where it is missing or was never filled. */
  static SegmentDescriptor read(Path directory, int groupId, long ordinal) throws IOException {
    final byte[] bytes;
    try {
      bytes = Files.readAllBytes(directory.resolve(FILE_NAME));
    } catch (NoSuchFileException e) {
      return null;
    }
    if (ByteBuffer.wrap(bytes).equals(ByteBuffer.allocate(bytes.length))) {
      return null;
    }
    final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    refuseNewerFormat(directory, buffer);
    final String error = error(buffer, groupId, ordinal);
    if (error != null) {
      throw new LogDamageException(
          directory.toString(), LogDamageException.NO_INDEX, 0, "its descriptor: " + error);
    }
    try {
      return new SegmentDescriptor(
          ordinal,
          buffer.getLong(BASE_INDEX_OFFSET, LITTLE_ENDIAN),
          buffer.getLong(BASE_OFFSET_OFFSET, LITTLE_ENDIAN),
          buffer.getLong(PREVIOUS_TERM_OFFSET, LITTLE_ENDIAN),
          buffer.getInt(MAGIC_OFFSET, LITTLE_ENDIAN) == START_MAGIC,
          buffer.capacity() == SHORT_LENGTH
              ? 0
              : buffer.getLong(PREVIOUS_ORDINAL_OFFSET, LITTLE_ENDIAN));
    } catch (IllegalArgumentException e) {
      throw new LogDamageException(
          directory.toString(),
          LogDamageException.NO_INDEX,
          0,
          "its descriptor: " + e.getMessage());
    }
  }

  private static void refuseNewerFormat(Path directory, UnsafeBuffer buffer) {
    if (buffer.capacity() < SHORT_LENGTH
        || buffer.getInt(VERSION_OFFSET, LITTLE_ENDIAN) <= FORMAT_VERSION
        || buffer.getInt(CRC_OFFSET, LITTLE_ENDIAN) != crc(buffer)) {
      return;
    }
    final int magic = buffer.getInt(MAGIC_OFFSET, LITTLE_ENDIAN);
    if (magic == MAGIC || magic == START_MAGIC) {
      final int version = buffer.getInt(VERSION_OFFSET, LITTLE_ENDIAN);
      throw new NewerFormatException(
          directory.resolve(FILE_NAME).toString(), 0, version, FORMAT_VERSION);
    }
  }

  private static String error(UnsafeBuffer buffer, int groupId, long ordinal) {
    if (buffer.capacity() != LENGTH && buffer.capacity() != SHORT_LENGTH) {
      return buffer.capacity() + " bytes where " + LENGTH + " belong";
    }
    if (buffer.getInt(CRC_OFFSET, LITTLE_ENDIAN) != crc(buffer)) {
      return "its CRC does not match";
    }
    final int magic = buffer.getInt(MAGIC_OFFSET, LITTLE_ENDIAN);
    if (magic != MAGIC && magic != START_MAGIC) {
      return "it is not one of a segment";
    }
    final int version = buffer.getInt(VERSION_OFFSET, LITTLE_ENDIAN);
    if (version != FORMAT_VERSION) {
      return "format version " + version + " is not " + FORMAT_VERSION;
    }
    final int storedGroupId = buffer.getInt(GROUP_ID_OFFSET, LITTLE_ENDIAN);
    if (storedGroupId != groupId) {
      return "it belongs to group " + storedGroupId + ", not " + groupId;
    }
    final long storedOrdinal = buffer.getLong(ORDINAL_OFFSET, LITTLE_ENDIAN);
    return storedOrdinal == ordinal ? null : "it is of segment " + storedOrdinal;
  }

  private static int crc(UnsafeBuffer buffer) {
    return Checksum.crc32c(buffer, MAGIC_OFFSET, buffer.capacity() - MAGIC_OFFSET);
  }
}
