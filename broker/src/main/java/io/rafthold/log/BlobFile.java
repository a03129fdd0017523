package io.rafthold.log;

import io.rafthold.protocol.Checksum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A file of one run of bytes that is replaced as a whole and never half: the new content goes where
 * the old one is not, and is on the disk before the slot that names it.
 *
 * <pre>
 *   0       slots of a {@link TwoSlotFile}: position, length and CRC32C of the content
 *   8192    contents: the one that counts, and what is left of earlier ones
 * </pre>
 *
 * <p>Any thread, one at a time.
 */
public final class BlobFile implements AutoCloseable {
  /** Where contents start, behind both slots. */
  public static final int CONTENT_POSITION = 2 * TwoSlotFile.SLOT_DISTANCE;

  private final String name;
  private final TwoSlotFile slots;
  private final SlotDisk disk;
  private final boolean ownsDisk;

  private BlobFile(String name, TwoSlotFile slots, SlotDisk disk, boolean ownsDisk) {
    this.name = name;
    this.slots = slots;
    this.disk = disk;
    this.ownsDisk = ownsDisk;
  }

  /**
   * Opens the file for reading and writing; a missing one is made, empty.
   *
   * @param file path of the file; its directory exists
   * @param kind what it holds
   * @param groupId of the Raft group that it belongs to
   * @return the file; the caller closes it
   * @throws LogDamageException where neither slot is sound, or it is another group's or kind's
   * @throws UncheckedIOException where the disk refused
   */
  public static BlobFile open(Path file, TwoSlotFile.Kind kind, int groupId) {
    final TwoSlotFile slots = TwoSlotFile.open(file, kind, groupId, CONTENT_POSITION, 0, 0);
    try {
      final SlotDisk disk =
          FileSlotDisk.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      return new BlobFile(file.toString(), slots, disk, true);
    } catch (IOException e) {
      slots.close();
      throw failure("open", file.toString(), e);
    }
  }

  /**
   * Opens an existing file for reading.
   *
   * @param file path of the file
   * @param kind what it holds
   * @param groupId of the Raft group
   * @return the file; the caller closes it
   * @throws LogDamageException where neither slot is sound, or it is another group's or kind's
   * @throws UncheckedIOException where it cannot be read
   */
  public static BlobFile openReadOnly(Path file, TwoSlotFile.Kind kind, int groupId) {
    final TwoSlotFile slots = TwoSlotFile.openReadOnly(file, kind, groupId);
    try {
      final SlotDisk disk = FileSlotDisk.open(file, StandardOpenOption.READ);
      return new BlobFile(file.toString(), slots, disk, true);
    } catch (IOException e) {
      slots.close();
      throw failure("open", file.toString(), e);
    }
  }

  /**
   * Opens the file on a disk of the caller's; see {@link #open(Path, TwoSlotFile.Kind, int)}.
   *
   * @param disk to be closed with the file
   * @param name for messages
   * @param kind what it holds
   * @param groupId of the Raft group that it belongs to
   * @return the file; the caller closes it
   */
  public static BlobFile open(SlotDisk disk, String name, TwoSlotFile.Kind kind, int groupId) {
    final TwoSlotFile slots = TwoSlotFile.open(disk, name, kind, groupId, CONTENT_POSITION, 0, 0);
    return new BlobFile(name, slots, disk, false);
  }

  /**
   * Names the file, for messages.
   *
   * @return its path where it has one
   */
  public String name() {
    return name;
  }

  /**
   * Reads the content.
   *
   * @return empty where nothing was ever written
   * @throws LogDamageException where it does not match its CRC
   * @throws UncheckedIOException where the disk refused
   */
  public synchronized byte[] read() {
    final long length = slots.value(1);
    if (slots.value(0) < CONTENT_POSITION || length < 0 || !reaches(slots.value(0), length)) {
      throw new LogDamageException(
          name,
          LogDamageException.NO_INDEX,
          slots.value(0),
          "the content of " + length + " bytes does not lie within the file");
    }
    final byte[] content = new byte[(int) length];
    final ByteBuffer into = ByteBuffer.wrap(content);
    try {
      int read = 0;
      while (into.hasRemaining() && read >= 0) {
        read = disk.read(into, slots.value(0) + into.position());
      }
    } catch (IOException e) {
      throw failure("read", name, e);
    }
    if (into.hasRemaining() || crc(content) != (int) slots.value(2)) {
      throw new LogDamageException(
          name, LogDamageException.NO_INDEX, slots.value(0), "the content has a wrong CRC");
    }
    return content;
  }

  /**
   * Puts the content on the disk for good. A process may have died, or its disk failed, between the
   * write of a content and its force: who acts on what an earlier one has left writes it once more,
   * where it is, and forces it.
   *
   * @throws LogDamageException as {@link #read}
   * @throws UncheckedIOException where the disk refused
   */
  public synchronized void settle() {
    write(read(), slots.value(0));
  }

  /** Tells whether the file has so many bytes, before any room is made for them. */
  private boolean reaches(long position, long length) {
    if (length == 0) {
      return true;
    }
    try {
      return length <= Integer.MAX_VALUE - Long.BYTES
          && position <= Long.MAX_VALUE - length
          && disk.read(ByteBuffer.allocate(1), position + length - 1) == 1;
    } catch (IOException e) {
      throw failure("read", name, e);
    }
  }

  /**
   * Replaces the content; the new one is on the disk on return.
   *
   * @param content stays the caller's
   * @throws UncheckedIOException where the disk refused; which content counts then is not known
   */
  public synchronized void write(byte[] content) {
    final boolean fitsBefore = slots.value(0) - CONTENT_POSITION >= content.length;
    write(content, fitsBefore ? CONTENT_POSITION : slots.value(0) + slots.value(1));
  }

  private void write(byte[] content, long position) {
    if (content.length > 0) {
      writeForced(ByteBuffer.wrap(content), position);
    }
    slots.write(position, content.length, crc(content), true);
  }

  private void writeForced(ByteBuffer from, long position) {
    try {
      while (from.hasRemaining()) {
        disk.write(from, position + from.position());
      }
    } catch (IOException e) {
      throw failure("write", name, e);
    }
    try {
      disk.force();
    } catch (IOException e) {
      throw new FlushFailedException("cannot flush " + name + ": " + e.getMessage(), e);
    }
  }

  private static int crc(byte[] content) {
    return Checksum.crc32c(new UnsafeBuffer(content), 0, content.length);
  }

  private static UncheckedIOException failure(String action, String name, IOException e) {
    return new UncheckedIOException("cannot " + action + " " + name + ": " + e.getMessage(), e);
  }

  @Override
  public synchronized void close() {
    slots.close();
    if (ownsDisk) {
      try {
        disk.close();
      } catch (IOException e) {
        throw failure("close", name, e);
      }
    }
  }
}
