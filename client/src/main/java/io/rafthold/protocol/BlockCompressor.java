package io.rafthold.protocol;

import java.nio.ByteBuffer;

/** One library's way to compress a block of bytes. Direct buffers, absolute positions. */
interface BlockCompressor {
  /**
   * Returns the most bytes that a block may become.
   *
   * @param length of the block
   */
  int bound(int length);

  /**
   * Compresses a block.
   *
   * @param target has room for {@link #bound} from position 0 on
   * @return bytes written to {@code target}
   */
  int compress(ByteBuffer source, int position, int length, ByteBuffer target);

  /**
   * Decompresses a block into positions from {@code targetPosition} on, and writes no byte beyond
   * the given room.
   *
   * @return bytes written to {@code target}; {@link #MALFORMED} where the block is not one, or
   *     larger than the room
   */
  int decompress(
      ByteBuffer source, int position, int length, ByteBuffer target, int targetPosition, int room);

  /** Stands for a block that cannot be decompressed. */
  int MALFORMED = -1;
}
