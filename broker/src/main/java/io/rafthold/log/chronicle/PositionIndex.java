package io.rafthold.log.chronicle;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.storage.ExcerptFrames;
import java.util.Arrays;

/**
 * Frame positions of every {@value #SPACING}th entry of a segment, in memory only: a look-up walks
 * at most {@value #SPACING} frames. It doubles as it fills; one of a segment that was prepared
 * ahead has room for the smallest batches from the start, so that appending allocates nothing.
 */
final class PositionIndex {
  /** Entries from one remembered position to the next; a power of two. */
  static final int SPACING = 64;

  private static final int INITIAL_CAPACITY = 64;

  private int[] positions;
  private int count;

  /** Makes an index that grows. */
  PositionIndex() {
    this(INITIAL_CAPACITY);
  }

  private PositionIndex(int capacity) {
    positions = new int[capacity];
  }

  /** Makes an index for all that fits into a file. */
  static PositionIndex forAll(long bytes) {
    final long entries = bytes / (Batch.HEADER_LENGTH + ExcerptFrames.HEADER_LENGTH) + 1;
    return new PositionIndex((int) (entries / SPACING) + 1);
  }

  /** Takes note of an entry, if it is one of those to remember; called with each, in order. */
  void add(int number, int framePosition) {
    if ((number & (SPACING - 1)) != 0) {
      return;
    }
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, 2 * count);
    }
    positions[count++] = framePosition;
  }

  /** Returns the number of the nearest remembered entry at or before the given one. */
  static int floor(int number) {
    return number & -SPACING;
  }

  /** Returns the frame position of that entry. */
  int position(int number) {
    return positions[number / SPACING];
  }
}
