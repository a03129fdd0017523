package io.rafthold.sim.disk;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.log.SlotDisk;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A two-slot file on a {@link SimDisk}. */
final class SimSlotDisk implements SlotDisk {
  private static final int SEQUENCE_OFFSET = 16;

  private final SimDisk disk;
  private final int groupId;
  private final SlotBytes file;
  private final boolean isVote;

  SimSlotDisk(SimDisk disk, int groupId, SlotBytes file, boolean isVote) {
    this.disk = disk;
    this.groupId = groupId;
    this.file = file;
    this.isVote = isVote;
  }

  @Override
  public int read(ByteBuffer into, long position) {
    final int available = file.length() - (int) position;
    if (available <= 0) {
      return -1;
    }
    final int count = Math.min(available, into.remaining());
    into.put(file.bytes(), (int) position, count);
    return count;
  }

  @Override
  public void write(ByteBuffer from, long position) {
    disk.beforeWrite(0);
    final int count = from.remaining();
    file.reserve((int) position + count);
    from.get(file.bytes(), (int) position, count);
    file.written((int) position + count);
  }

  @Override
  public void force() {
    disk.beforeForce();
    file.force();
    if (isVote) {
      disk.noteHardState(groupId, newest());
    }
  }

  private int newest() {
    final int second = SlotBytes.LENGTH / 2;
    final UnsafeBuffer view = new UnsafeBuffer(file.bytes());
    return view.getLong(SEQUENCE_OFFSET, LITTLE_ENDIAN)
            > view.getLong(second + SEQUENCE_OFFSET, LITTLE_ENDIAN)
        ? 0
        : second;
  }

  /** Returns a number of the slot that starts at a position. */
  long value(int slot, int place) {
    return new UnsafeBuffer(file.bytes())
        .getLong(slot + SEQUENCE_OFFSET + Long.BYTES * (1 + place), LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    // Memory needs no closing.
  }
}
