package io.rafthold.log;

/**
 * What a segment knows of the log before it, fixed at its creation.
 *
 * @param ordinal the segment's number, from 1, rising with creation: of two segments that claim the
 *     same index, the higher ordinal holds it
 * @param baseIndex index of its first entry: entry <i>n</i> of the segment has index {@code
 *     baseIndex + n}
 * @param baseOffset offset of the first record in it
 * @param previousTerm term of the entry before {@code baseIndex}, 0 where there was none
 * @param isStart whether the log was begun anew here: no older segment counts, whatever it holds
 */
public record SegmentDescriptor(
    long ordinal, long baseIndex, long baseOffset, long previousTerm, boolean isStart) {
  /** The first segment of a fresh log. */
  public static final SegmentDescriptor FIRST = new SegmentDescriptor(1, 1, 0, 0);

  /** Describes a segment that carries on from what is before it. */
  public SegmentDescriptor(long ordinal, long baseIndex, long baseOffset, long previousTerm) {
    this(ordinal, baseIndex, baseOffset, previousTerm, false);
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException where a value can not be
   */
  public SegmentDescriptor {
    if (ordinal < 1 || baseIndex < 1 || baseOffset < 0 || previousTerm < 0) {
      throw new IllegalArgumentException(
          "segment "
              + ordinal
              + " cannot start at index "
              + baseIndex
              + ", offset "
              + baseOffset
              + ", term "
              + previousTerm);
    }
  }
}
