package io.rafthold.sim.disk;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.log.SegmentDescriptor;
import io.rafthold.sim.SimRandom;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One segment's bytes: frames of a length and a batch, aligned to four. What lies behind {@link
 * #forcedBytes} is in the page cache only.
 */
final class SegmentFile {
  static final int FRAME_HEADER = 4;
  private static final int SECTOR_BYTES = 512;
  private static final int INITIAL_BYTES = 4_096;
  private static final int ALIGNMENT = 4;

  final SegmentDescriptor descriptor;
  private byte[] bytes = new byte[INITIAL_BYTES];
  private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
  private int used;
  private int forcedBytes;
  private boolean isCreationForced;
  private boolean isUnreadable;

  SegmentFile(SegmentDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  UnsafeBuffer buffer() {
    return buffer;
  }

  int used() {
    return used;
  }

  int forcedBytes() {
    return forcedBytes;
  }

  /** Tells whether the file itself is on the disk for good. */
  boolean isCreationForced() {
    return isCreationForced;
  }

  /** Tells whether the creation did not survive, so that the file holds nothing. */
  boolean isUnreadable() {
    return isUnreadable;
  }

  /** Makes room behind the end and returns where the next frame's content goes. */
  int grow(int length) {
    final int end = align(used + FRAME_HEADER + length) + FRAME_HEADER;
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
      buffer.wrap(bytes);
    }
    return used + FRAME_HEADER;
  }

  /** Ends the frame whose content was put where {@link #grow} said. */
  void commit(int length) {
    buffer.putInt(used, length, LITTLE_ENDIAN);
    used = align(used + FRAME_HEADER + length);
  }

  static int align(int position) {
    return (position + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Puts the entries on the disk, and where asked for what names the segment as well. */
  void force(boolean withCreation) {
    forcedBytes = used;
    isCreationForced |= withCreation;
  }

  /**
   * Takes away what a loss of power takes: each sector that was not forced may be there or not.
   *
   * @return false where the file itself is gone
   */
  boolean losePower(SimRandom random) {
    if (!isCreationForced) {
      final int fate = random.below(3);
      if (fate == 0) {
        return false;
      }
      isUnreadable = fate == 1;
    }
    final int style = random.below(4);
    final int keep = forcedBytes + random.below(used - forcedBytes + 1);
    for (int at = forcedBytes; at < used; ) {
      final int end = Math.min(used, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
      final boolean isLost =
          switch (style) {
            case 0 -> true;
            case 1 -> at >= keep;
            case 2 -> random.below(2) == 0;
            default -> random.below(8) == 0;
          };
      if (isLost) {
        Arrays.fill(bytes, at, end, (byte) 0);
      }
      at = end;
    }
    return true;
  }

  /** What survived a stop of the machine is on the disk; new bytes never follow it here. */
  void settle() {
    forcedBytes = used;
    isCreationForced = true;
  }

  @Override
  public String toString() {
    return descriptor.ordinal()
        + ": from "
        + descriptor.baseIndex()
        + ", "
        + used
        + "/"
        + forcedBytes
        + (isUnreadable ? " unreadable" : "");
  }

  /** Tells whether all of it is on the disk for good. */
  boolean isForced() {
    return isCreationForced && !isUnreadable && forcedBytes == used;
  }

  /** Flips a bit of one of the first entries; lengths of frames stay as they are. */
  void rotEntry(int count, SimRandom random) {
    int position = 0;
    for (int skip = random.below(count); skip > 0; skip--) {
      position = align(position + FRAME_HEADER + lengthAt(position));
    }
    bytes[position + FRAME_HEADER + random.below(lengthAt(position))] ^=
        (byte) (1 << random.below(8));
  }

  private int lengthAt(int position) {
    return buffer.getInt(position, LITTLE_ENDIAN);
  }

  /** Flips a bit of what was forced; false where nothing was. */
  boolean rot(SimRandom random) {
    if (forcedBytes == 0) {
      return false;
    }
    bytes[random.below(forcedBytes)] ^= (byte) (1 << random.below(8));
    return true;
  }
}
