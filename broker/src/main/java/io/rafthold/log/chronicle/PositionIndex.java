package io.rafthold.log.chronicle;

import java.util.Arrays;

/**
 * Frame positions of every {@value #SPACING}th entry of a segment, in memory only: a look-up walks
 * at most {@value #SPACING} frames. It doubles as it fills, some ten times in the largest segment.
 */
final class PositionIndex {
  /** Entries from one remembered position to the next; a power of two. */
  static final int SPACING = 64;

  private static final int INITIAL_CAPACITY = 64;

  private int[] positions = new int[INITIAL_CAPACITY];
  private int count;

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
