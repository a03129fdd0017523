package io.rafthold.log;

import java.util.List;

/**
 * What is to be done about a damaged log, so that it is a shorter one without holes.
 *
 * @param damage why
 * @param damagedOrdinal of the segment that holds the damage, 0 where none could be made out
 * @param ordinals of what is moved aside, ascending: that segment and all later ones, and what was
 *     never finished
 * @param start the log goes on here, in a new segment, where nothing of the damaged one is kept
 * @param end the log goes on here where its sound head is kept: behind the last sound entry
 * @param flushedIndex up to where entries were known to be flushed
 */
public record LogCut(
    LogDamageException damage,
    long damagedOrdinal,
    List<Long> ordinals,
    SegmentDescriptor start,
    SegmentDescriptor end,
    long flushedIndex) {
  /** Copies the list. */
  public LogCut {
    ordinals = List.copyOf(ordinals);
  }

  /**
   * Tells whether the damaged segment has sound entries before the damage.
   *
   * @return false where it goes as a whole either way
   */
  public boolean hasSoundHead() {
    return start.baseIndex() < end.baseIndex();
  }
}
