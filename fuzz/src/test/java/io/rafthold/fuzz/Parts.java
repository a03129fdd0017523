package io.rafthold.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits an input into what comes one after the other: a byte of flags and a 2-byte length before
 * each part, cut where the input ends.
 */
public final class Parts {
  private static final int HEAD = 3;
  private static final int MAX_PARTS = 32;

  private final int flags;
  private final byte[] bytes;

  /**
   * Makes a part.
   *
   * @param flags say what the target may mend in the part, so that it gets further in
   * @param bytes the part; the caller's no more
   */
  public Parts(int flags, byte[] bytes) {
    this.flags = flags;
    this.bytes = bytes;
  }

  /** Splits an input. */
  public static List<Parts> of(byte[] input) {
    final ByteBuffer rest = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    final List<Parts> parts = new ArrayList<>();
    while (rest.remaining() >= HEAD && parts.size() < MAX_PARTS) {
      final int flags = rest.get() & 0xFF;
      final int length = Math.min(rest.getShort() & 0xFFFF, rest.remaining());
      final byte[] bytes = new byte[length];
      rest.get(bytes);
      parts.add(new Parts(flags, bytes));
    }
    return parts;
  }

  /** Joins parts into an input. */
  public static byte[] join(Parts... parts) {
    final int length = Arrays.stream(parts).mapToInt(part -> HEAD + part.bytes.length).sum();
    final ByteBuffer input = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    for (final Parts part : parts) {
      input.put((byte) part.flags).putShort((short) part.bytes.length).put(part.bytes);
    }
    return input.array();
  }

  /** Returns the part, for whoever feeds it to change. */
  public byte[] bytes() {
    return bytes;
  }

  /** Tells whether a flag is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
