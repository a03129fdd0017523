package io.rafthold.log;

/**
 * Where a log stood when a flush ended. The ordinal dates the mark: a segment with a higher one
 * that starts at or below the index came by a truncation after it, and takes the mark back to its
 * start.
 *
 * @param flushedIndex last durable entry
 * @param ordinal of the newest segment at that moment
 */
public record FlushMark(long flushedIndex, long ordinal) {
  /**
   * Returns what is still known to be durable once a segment is there. Without a mark it is not
   * known which truncations a hint has seen: what the segment begins with may be new.
   *
   * @param mark null where there is none
   */
  static long with(FlushMark mark, SegmentDescriptor segment, long flushedIndexSoFar) {
    return mark == null
        ? Math.min(flushedIndexSoFar, segment.baseIndex() - 1)
        : mark.flushedIndexWith(segment, flushedIndexSoFar);
  }

  /** Returns what is still durable once a segment is there. */
  long flushedIndexWith(SegmentDescriptor segment, long flushedIndexSoFar) {
    if (segment.ordinal() <= ordinal) {
      return flushedIndexSoFar;
    }
    // Where a log was begun anew, what lies before was durable elsewhere.
    return segment.isStart()
        ? segment.baseIndex() - 1
        : Math.min(flushedIndexSoFar, segment.baseIndex() - 1);
  }
}
