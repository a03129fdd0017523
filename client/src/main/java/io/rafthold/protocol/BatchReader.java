package io.rafthold.protocol;

import org.agrona.DirectBuffer;

/**
 * Walks whole batches that lie back to back, as a push to a consumer carries them. Believes
 * nothing: each frame is checked against the bytes that are there. Reusable; allocates nothing
 * unless it throws; not thread-safe.
 */
public final class BatchReader {
  private DirectBuffer buffer;
  private int next;
  private int end;
  private int position;

  /**
   * Starts before the first batch.
   *
   * @param source readable until the walk ends
   * @param start first byte
   * @param length bytes of all batches together
   * @return this
   */
  public BatchReader wrap(DirectBuffer source, int start, int length) {
    source.boundsCheck(start, length);
    buffer = source;
    next = start;
    end = start + length;
    return this;
  }

  /**
   * Steps to the next batch.
   *
   * @return false behind the last one
   * @throws MalformedException where the frame is not sound
   */
  public boolean next() {
    if (next == end) {
      return false;
    }
    final String error = Batch.frameError(buffer, next, end - next);
    if (error != null) {
      throw new MalformedException(error);
    }
    position = next;
    next += Batch.length(buffer, next);
    return true;
  }

  /**
   * Checks both CRCs of the current batch.
   *
   * @throws MalformedException where one does not match
   */
  public void verify() {
    if (!Batch.isHeaderIntact(buffer, position)) {
      throw new MalformedException(
          "the header CRC of the batch at offset "
              + Batch.baseOffset(buffer, position)
              + " does not match");
    }
    if (!Batch.isBodyIntact(buffer, position)) {
      throw new MalformedException(
          "the body CRC of the batch at offset "
              + Batch.baseOffset(buffer, position)
              + " does not match");
    }
  }

  /** Returns where the current batch starts. */
  public int position() {
    return position;
  }

  /** Returns the current batch's length in bytes. */
  public int length() {
    return next - position;
  }
}
