package io.rafthold.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.Checksum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A file of three numbers that is never half written: two slots, written in turn, and the newer
 * sound one counts. They lie {@value #SLOT_DISTANCE} bytes apart, so that one torn write cannot hit
 * both.
 *
 * <pre>
 *   0                   4                   8
 *   +-------------------+-------------------+-------------------+-------------------+
 *   | crc32c     uint32 | kind (4 letters)  | version     int32 | groupId     int32 |
 *   +-------------------+-------------------+-------------------+-------------------+ 16
 *   | sequence                        int64 | first                           int64 |
 *   +---------------------------------------+---------------------------------------+ 32
 *   | second                          int64 | third                           int64 |
 *   +---------------------------------------+---------------------------------------+ 48
 * </pre>
 *
 * <p>Of a vote file each slot has a copy, {@value #MIRROR_DISTANCE} bytes behind it, written and
 * forced with it: damage to one page never brings back the vote before the last.
 *
 * <p>Little endian; the CRC is over bytes 4 to 47. The file is made whole and renamed, so one that
 * exists has a sound slot unless it was damaged.
 *
 * <p>Any thread, one at a time.
 */
public final class TwoSlotFile implements AutoCloseable {
  /** Version of the format that this code writes; the only one that it reads. */
  public static final int FORMAT_VERSION = 1;

  /** From one slot to the other, in bytes. */
  public static final int SLOT_DISTANCE = 4096;

  /** Length of a slot in bytes. */
  public static final int SLOT_LENGTH = 48;

  private static final int SLOT_COUNT = 2;

  /** From a slot of a vote file to its copy, in bytes. */
  private static final int MIRROR_DISTANCE = SLOT_COUNT * SLOT_DISTANCE;

  private static final String CUT_OFF = "is cut off";
  private static final int CRC_OFFSET = 0;
  private static final int KIND_OFFSET = 4;
  private static final int VERSION_OFFSET = 8;
  private static final int GROUP_ID_OFFSET = 12;
  private static final int SEQUENCE_OFFSET = 16;
  private static final int VALUES_OFFSET = 24;

  /** What the three numbers are, so that one file is not taken for another. */
  public enum Kind {
    /** Term, vote and life. */
    VOTE("RHVT"),
    /** Flushed and commit index. */
    PROGRESS("RHPR"),
    /** Flushed index and newest segment. */
    FLUSH_MARK("RHFM"),
    /** Where the content of a {@link BlobFile} with memberships lies. */
    MEMBERSHIP("RHMB"),
    /** Where the content of a {@link BlobFile} with the state at a log's start lies. */
    START("RHST");

    private final int magic;

    Kind(String letters) {
      magic =
          letters.charAt(0)
              | letters.charAt(1) << 8
              | letters.charAt(2) << 16
              | letters.charAt(3) << 24;
    }
  }

  private final String name;
  private final Kind kind;
  private final int groupId;
  private final SlotDisk disk;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(SLOT_LENGTH);
  private final UnsafeBuffer slot = new UnsafeBuffer(bytes);
  private final long[] values = new long[3];
  private long sequence;
  private boolean isClosed;

  private TwoSlotFile(String name, Kind kind, int groupId, SlotDisk disk) {
    this.name = name;
    this.kind = kind;
    this.groupId = groupId;
    this.disk = disk;
  }

  /**
   * Opens the file for reading and writing; where it is missing, it is made and forced.
   *
   * @param file path of the file
   * @param kind what it holds
   * @param groupId of the Raft group that it belongs to
   * @param first initial value
   * @param second initial value
   * @param third initial value
   * @return the file; the caller closes it
   * @throws LogDamageException where neither slot is sound, or it is another group's or kind's
   * @throws UncheckedIOException where the disk refused
   */
  public static TwoSlotFile open(
      Path file, Kind kind, int groupId, long first, long second, long third) {
    try {
      if (!Files.exists(file)) {
        create(file, kind, groupId, first, second, third);
      }
      return open(file, kind, groupId, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failure("open", file.toString(), e);
    }
  }

  /**
   * Opens an existing file for reading.
   *
   * @param file path of the file
   * @param kind what it holds
   * @param groupId of the Raft group that it belongs to
   * @return the file; the caller closes it
   * @throws LogDamageException where neither slot is sound, or it is another group's or kind's
   * @throws UncheckedIOException where it cannot be read
   */
  public static TwoSlotFile openReadOnly(Path file, Kind kind, int groupId) {
    try {
      return open(file, kind, groupId, StandardOpenOption.READ);
    } catch (IOException e) {
      throw failure("open", file.toString(), e);
    }
  }

  private static TwoSlotFile open(Path file, Kind kind, int groupId, StandardOpenOption... options)
      throws IOException {
    return load(new TwoSlotFile(file.toString(), kind, groupId, FileSlotDisk.open(file, options)));
  }

  /**
   * Opens what lies on a disk of the caller's; where nothing does, it is made and forced.
   *
   * @param disk to be closed with the file
   * @param name for messages
   * @param kind what it holds
   * @param groupId of the Raft group that it belongs to
   * @param initial the three initial values
   * @return the file; the caller closes it
   * @throws LogDamageException where neither slot is sound, or it is another group's or kind's
   * @throws UncheckedIOException where the disk refused
   */
  static TwoSlotFile open(SlotDisk disk, String name, Kind kind, int groupId, long... initial) {
    final TwoSlotFile file = new TwoSlotFile(name, kind, groupId, disk);
    try {
      if (disk.read(ByteBuffer.allocate(1), 0) < 0) {
        file.write(initial[0], initial[1], initial[2], false);
        file.write(initial[0], initial[1], initial[2], true);
        return file;
      }
      return load(file);
    } catch (IOException e) {
      throw failure("open", name, e);
    }
  }

  private static TwoSlotFile load(TwoSlotFile opened) throws IOException {
    boolean done = false;
    try {
      opened.load();
      done = true;
      return opened;
    } finally {
      if (!done) {
        opened.close();
      }
    }
  }

  private static void create(Path file, Kind kind, int groupId, long first, long second, long third)
      throws IOException {
    final Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (SlotDisk disk =
            FileSlotDisk.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        TwoSlotFile made = new TwoSlotFile(fresh.toString(), kind, groupId, disk)) {
      made.write(first, second, third, false);
      made.write(first, second, third, true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private void load() throws IOException {
    String problem = "";
    for (int i = 0; i < (isMirrored() ? 2 : 1) * SLOT_COUNT; i++) {
      final String error = readSlot(i);
      if (CUT_OFF.equals(error) && i < SLOT_COUNT && isMirrored()) {
        throw new LogDamageException(
            name, LogDamageException.NO_INDEX, 0, "slot " + i + " is cut off");
      } else if (error != null) {
        problem += (i == 0 ? "slot " : ", slot ") + i + " " + error;
      } else if (slot.getLong(SEQUENCE_OFFSET, LITTLE_ENDIAN) > sequence) {
        sequence = slot.getLong(SEQUENCE_OFFSET, LITTLE_ENDIAN);
        for (int j = 0; j < values.length; j++) {
          values[j] = slot.getLong(VALUES_OFFSET + j * Long.BYTES, LITTLE_ENDIAN);
        }
      }
    }
    if (sequence == 0) {
      throw new LogDamageException(
          name, LogDamageException.NO_INDEX, 0, "no slot is sound: " + problem);
    }
  }

  private String readSlot(int place) throws IOException {
    bytes.clear();
    final int length = disk.read(bytes, (long) place * SLOT_DISTANCE);
    if (length != SLOT_LENGTH) {
      return CUT_OFF;
    }
    if (slot.getInt(CRC_OFFSET, LITTLE_ENDIAN) != crc()) {
      return "has a wrong CRC";
    }
    if (slot.getInt(KIND_OFFSET, LITTLE_ENDIAN) != kind.magic) {
      return "is not of kind " + kind;
    }
    final int version = slot.getInt(VERSION_OFFSET, LITTLE_ENDIAN);
    if (version > FORMAT_VERSION) {
      throw new NewerFormatException(name, (long) place * SLOT_DISTANCE, version, FORMAT_VERSION);
    }
    if (version != FORMAT_VERSION) {
      return "has format version " + version + ", not " + FORMAT_VERSION;
    }
    final int storedGroupId = slot.getInt(GROUP_ID_OFFSET, LITTLE_ENDIAN);
    return storedGroupId == groupId
        ? null
        : "belongs to group " + storedGroupId + ", not " + groupId;
  }

  private int crc() {
    return Checksum.crc32c(slot, KIND_OFFSET, SLOT_LENGTH - KIND_OFFSET);
  }

  /**
   * Writes new numbers into the older slot.
   *
   * @param first number
   * @param second number
   * @param third number
   * @param isForced whether they are on the disk on return
   * @throws UncheckedIOException where the disk refused; what counts then is not known
   */
  public synchronized void write(long first, long second, long third, boolean isForced) {
    final long next = sequence + 1;
    slot.putInt(KIND_OFFSET, kind.magic, LITTLE_ENDIAN);
    slot.putInt(VERSION_OFFSET, FORMAT_VERSION, LITTLE_ENDIAN);
    slot.putInt(GROUP_ID_OFFSET, groupId, LITTLE_ENDIAN);
    slot.putLong(SEQUENCE_OFFSET, next, LITTLE_ENDIAN);
    slot.putLong(VALUES_OFFSET, first, LITTLE_ENDIAN);
    slot.putLong(VALUES_OFFSET + Long.BYTES, second, LITTLE_ENDIAN);
    slot.putLong(VALUES_OFFSET + 2 * Long.BYTES, third, LITTLE_ENDIAN);
    slot.putInt(CRC_OFFSET, crc(), LITTLE_ENDIAN);
    try {
      bytes.clear();
      final long position = next % SLOT_COUNT * SLOT_DISTANCE;
      writeAll(position);
      if (isMirrored()) {
        bytes.clear();
        writeAll(position + MIRROR_DISTANCE);
      }
    } catch (IOException e) {
      throw failure("write", name, e);
    }
    if (isForced) {
      force();
    }
    sequence = next;
    values[0] = first;
    values[1] = second;
    values[2] = third;
  }

  private void force() {
    try {
      disk.force();
    } catch (IOException e) {
      throw new FlushFailedException("cannot flush " + name + ": " + e.getMessage(), e);
    }
  }

  private void writeAll(long position) throws IOException {
    while (bytes.hasRemaining()) {
      disk.write(bytes, position + bytes.position());
    }
  }

  /** The newer slot of another kind may be lost, and the older one does; a vote may not. */
  private boolean isMirrored() {
    return kind == Kind.VOTE && disk.canMirror();
  }

  /**
   * Returns one of the numbers, as last written or loaded.
   *
   * @param place 0 to 2
   * @return the number
   */
  public synchronized long value(int place) {
    return values[place];
  }

  private static UncheckedIOException failure(String action, String name, IOException e) {
    return new UncheckedIOException("cannot " + action + " " + name + ": " + e.getMessage(), e);
  }

  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      try {
        disk.close();
      } catch (IOException e) {
        throw failure("close", name, e);
      } finally {
        BufferUtil.free(bytes);
      }
    }
  }
}
