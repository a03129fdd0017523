package io.rafthold.partition;

import io.rafthold.protocol.Checksum;
import io.rafthold.raft.RaftMessage;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts the parts of an install request together: they come in order, or from the start again. One
 * that does not follow is dropped, and the leader repeats the whole. Bounded by {@link
 * StartState#MAX_LENGTH}; what was announced is not allocated before it comes.
 */
final class InstallBuffer {
  private static final int FIRST_CAPACITY = 64 * 1024;

  private byte[] bytes = {};
  private int length;
  private int stateLength;
  private int stateCrc;
  private long term;
  private long prevIndex;
  private int from;

  /** Takes a part in; false where it does not follow what came before. */
  boolean add(RaftMessage message, InstallCodec part) {
    if (part.chunkPosition() == 0) {
      length = 0;
      stateLength = part.stateLength();
      stateCrc = part.stateCrc();
      term = message.term();
      prevIndex = message.prevIndex();
      from = message.from();
    }
    final int end = part.chunkPosition() + part.chunkLength();
    if (part.chunkPosition() != length
        || stateLength != part.stateLength()
        || stateCrc != part.stateCrc()
        || term != message.term()
        || prevIndex != message.prevIndex()
        || from != message.from()
        || end > stateLength) {
      return false;
    }
    if (end > bytes.length) {
      final int doubled = Math.min(stateLength, Math.max(FIRST_CAPACITY, 2 * bytes.length));
      bytes = Arrays.copyOf(bytes, Math.max(end, doubled));
    }
    part.copyChunk(bytes, length);
    length = end;
    return !isComplete() || isSound();
  }

  private boolean isSound() {
    return Checksum.crc32c(new UnsafeBuffer(bytes), 0, length) == stateCrc;
  }

  boolean isComplete() {
    return length == stateLength;
  }

  /** Returns the whole state and forgets it. */
  byte[] take() {
    final byte[] state = Arrays.copyOf(bytes, length);
    bytes = new byte[0];
    length = 0;
    stateLength = -1;
    return state;
  }
}
