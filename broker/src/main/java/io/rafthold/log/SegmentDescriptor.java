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
 * @param previousOrdinal of the segment that holds entry {@code baseIndex - 1}, so that one that is
 *     missing is missed; 0 where there is none, or it is not known
 */
public record SegmentDescriptor(
    long ordinal,
    long baseIndex,
    long baseOffset,
    long previousTerm,
    boolean isStart,
    long previousOrdinal) {
  /** The first segment of a fresh log. */
  public static final SegmentDescriptor FIRST = new SegmentDescriptor(1, 1, 0, 0);

  /** Describes a segment that carries on from what is before it. */
  public SegmentDescriptor(long ordinal, long baseIndex, long baseOffset, long previousTerm) {
    this(ordinal, baseIndex, baseOffset, previousTerm, false, 0);
  }

  /** Describes a segment that carries on from one that is named. */
  SegmentDescriptor(
      long ordinal, long baseIndex, long baseOffset, long previousTerm, long previousOrdinal) {
    this(ordinal, baseIndex, baseOffset, previousTerm, false, previousOrdinal);
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException where a value can not be
   */
  public SegmentDescriptor {
    if (ordinal < 1
        || baseIndex < 1
        || baseOffset < 0
        || previousTerm < 0
        || previousOrdinal < 0
        || previousOrdinal >= ordinal) {
      throw new IllegalArgumentException(
          "segment "
              + ordinal
              + " cannot start at index "
              + baseIndex
              + ", offset "
              + baseOffset
              + ", term "
              + previousTerm
              + ", behind segment "
              + previousOrdinal);
    }
  }

  /** Describes the segment that is made next, behind one that holds the entry before, or null. */
  SegmentDescriptor next(long index, long offset, long term, Segment previous) {
    final long before = previous == null ? 0 : previous.descriptor().ordinal();
    return new SegmentDescriptor(ordinal + 1, index, offset, term, before);
  }
}
