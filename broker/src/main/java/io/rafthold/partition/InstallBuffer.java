package io.rafthold.partition;

import io.rafthold.protocol.Checksum;
import io.rafthold.raft.RaftMessage;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts the parts of an install request together: they come in order, or from the start again. One
 * that does not follow is dropped, and the leader repeats the whole. Bounded by {@link
 * StartState#MAX_LENGTH}; what was announced is not allocated before it comes.
 *
 * <p>The partition agent's, who touches each byte once: whether the whole is sound is looked at by
 * whoever decodes it.
 */
final class InstallBuffer {
  private static final int BLOCK_BYTES = 256 * 1024;

  /**
   * A state of which all parts have come.
   *
   * @param index of the entry that it must be of
   * @param term of that entry
   * @param blocks its bytes, in order
   * @param length of all together
   * @param crc that they must have
   */
  record Whole(long index, long term, List<byte[]> blocks, int length, int crc) {
    /** Returns the bytes in one piece; null where they are not what was sent. */
    byte[] assemble() {
      final byte[] bytes = new byte[length];
      int position = 0;
      for (final byte[] block : blocks) {
        System.arraycopy(block, 0, bytes, position, block.length);
        position += block.length;
      }
      return Checksum.crc32c(new UnsafeBuffer(bytes), 0, length) == crc ? bytes : null;
    }
  }

  private List<byte[]> blocks = new ArrayList<>();
  private byte[] block = {};
  private int blockPosition;
  private int length;
  private int stateLength;
  private int stateCrc;
  private long term;
  private long prevIndex;
  private long prevTerm;
  private int from;

  /** Takes a part in; false where it does not follow what came before. */
  boolean add(RaftMessage message, InstallCodec part) {
    if (part.chunkPosition() == 0) {
      clear();
      stateLength = part.stateLength();
      stateCrc = part.stateCrc();
      term = message.term();
      prevIndex = message.prevIndex();
      prevTerm = message.prevTerm();
      from = message.from();
    }
    if (part.chunkPosition() != length
        || stateLength != part.stateLength()
        || stateCrc != part.stateCrc()
        || term != message.term()
        || prevIndex != message.prevIndex()
        || prevTerm != message.prevTerm()
        || from != message.from()
        || part.chunkPosition() + part.chunkLength() > stateLength) {
      return false;
    }
    int copied = 0;
    while (copied < part.chunkLength()) {
      if (blockPosition == block.length) {
        block = new byte[Math.min(BLOCK_BYTES, stateLength - length)];
        blocks.add(block);
        blockPosition = 0;
      }
      final int count = Math.min(block.length - blockPosition, part.chunkLength() - copied);
      part.copyChunk(copied, block, blockPosition, count);
      copied += count;
      blockPosition += count;
      length += count;
    }
    return true;
  }

  boolean isComplete() {
    return length == stateLength;
  }

  /** Returns the whole state and forgets it. */
  Whole take() {
    final Whole whole = new Whole(prevIndex, prevTerm, blocks, length, stateCrc);
    clear();
    stateLength = -1;
    return whole;
  }

  private void clear() {
    blocks = new ArrayList<>();
    block = new byte[0];
    blockPosition = 0;
    length = 0;
  }
}
