package io.rafthold.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.fuzz.FuzzTarget;
import io.rafthold.protocol.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Two-slot files and what lies in them: votes, progress, contents of blobs; and the states beside
 * segments. The first byte says which kind, and whether the CRCs are mended first.
 */
public final class SlotFilesTarget implements FuzzTarget {
  private static final int GROUP_ID = 5;
  private static final int MENDS_CRC = 0x10;
  private static final int TWO_SLOT_KINDS = 4;
  private static final int KINDS = 8;

  @Override
  public void feed(byte[] input) {
    if (input.length == 0) {
      return;
    }
    final byte[] image = Arrays.copyOfRange(input, 1, input.length);
    if ((input[0] & MENDS_CRC) != 0) {
      mend(image, (input[0] & (KINDS - 1)) >= TWO_SLOT_KINDS);
    }
    try {
      read(input[0] & (KINDS - 1), new MemoryDisk(image));
    } catch (LogDamageException damage) {
      // As it should be.
    }
  }

  private static void read(int kind, MemoryDisk disk) {
    switch (kind) {
      case 0 -> VoteFile.open(disk, "vote", GROUP_ID).close();
      case 1 -> ProgressFile.open(disk, "progress", GROUP_ID).close();
      case 2 -> readBlob(disk, TwoSlotFile.Kind.MEMBERSHIP);
      case 3 -> readBlob(disk, TwoSlotFile.Kind.START);
      default -> StateFile.open(disk.content, GROUP_ID, "state");
    }
  }

  private static void readBlob(MemoryDisk disk, TwoSlotFile.Kind kind) {
    try (BlobFile file = BlobFile.open(disk, "blob", kind, GROUP_ID)) {
      file.read();
    }
  }

  private static void mend(byte[] image, boolean isState) {
    final UnsafeBuffer buffer = new UnsafeBuffer(image);
    if (isState) {
      if (image.length >= StateFile.HEADER_LENGTH) {
        buffer.putInt(0, Checksum.crc32c(buffer, 4, image.length - 4), LITTLE_ENDIAN);
      }
      return;
    }
    for (int slot = 0; slot <= TwoSlotFile.SLOT_DISTANCE; slot += TwoSlotFile.SLOT_DISTANCE) {
      if (image.length >= slot + TwoSlotFile.SLOT_LENGTH) {
        final int crc = Checksum.crc32c(buffer, slot + 4, TwoSlotFile.SLOT_LENGTH - 4);
        buffer.putInt(slot, crc, LITTLE_ENDIAN);
      }
    }
  }

  @Override
  public List<byte[]> seeds() {
    final byte[] state =
        new MemoryDisk(StateFile.seal(GROUP_ID, new byte[] {1, 2, 3})).image(KINDS - 1);
    return List.of(
        vote(), progress(), blob(), state, withFlag(vote()), withFlag(blob()), withFlag(state));
  }

  private static byte[] vote() {
    final MemoryDisk disk = new MemoryDisk(new byte[0]);
    VoteFile.open(disk, "vote", GROUP_ID).close();
    return disk.image(0);
  }

  private static byte[] progress() {
    final MemoryDisk disk = new MemoryDisk(new byte[0]);
    ProgressFile.open(disk, "progress", GROUP_ID).close();
    return disk.image(1);
  }

  private static byte[] blob() {
    final MemoryDisk disk = new MemoryDisk(new byte[0]);
    try (BlobFile file = BlobFile.open(disk, "blob", TwoSlotFile.Kind.MEMBERSHIP, GROUP_ID)) {
      file.write(new byte[] {1, 2, 3, 4, 5, 6, 7});
    }
    return disk.image(2);
  }

  private static byte[] withFlag(byte[] image) {
    final byte[] flagged = image.clone();
    flagged[0] |= MENDS_CRC;
    return flagged;
  }

  /** A file in memory. */
  private static final class MemoryDisk implements SlotDisk {
    private byte[] content;

    MemoryDisk(byte[] content) {
      this.content = content;
    }

    byte[] image(int kind) {
      final byte[] image = new byte[content.length + 1];
      image[0] = (byte) kind;
      System.arraycopy(content, 0, image, 1, content.length);
      return image;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      if (position < 0) {
        throw new IllegalArgumentException("negative position " + position);
      }
      if (position >= content.length) {
        return -1;
      }
      final int length = (int) Math.min(into.remaining(), content.length - position);
      into.put(content, (int) position, length);
      return length;
    }

    @Override
    public void write(ByteBuffer from, long position) {
      final int end = Math.toIntExact(position + from.remaining());
      if (end > content.length) {
        content = Arrays.copyOf(content, end);
      }
      from.get(content, (int) position, from.remaining());
    }

    @Override
    public void force() {
      // Nothing gets lost.
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
