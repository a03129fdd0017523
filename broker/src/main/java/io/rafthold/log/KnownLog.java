package io.rafthold.log;

/**
 * What is known of a log before its segments are looked at, from the files beside it.
 *
 * @param flushedIndexHint stands in for the flush mark of a store that has none; 0 where nothing is
 *     known
 * @param isMarkLost whether the store's flush mark is damaged or gone: then all that is written
 *     counts as flushed, and so does what the hint says, whatever came after it
 * @param startIndex of the entry that the log starts behind, or one later that it still has: a log
 *     that starts further on has lost its beginning. 0 for a whole log, {@link #NOWHERE} where that
 *     is not to be checked
 * @param isTrusted whether sealed segments below the flush mark are taken as they are; else
 *     everything is verified
 * @param met damage that was met when the log was read, or null: its segment is not trusted, and
 *     the log ends before that entry whatever a second look shows
 */
public record KnownLog(
    long flushedIndexHint,
    boolean isMarkLost,
    long startIndex,
    boolean isTrusted,
    LogDamageException met) {
  /** Value of {@link #startIndex()} where the log may start anywhere. */
  public static final long NOWHERE = Long.MAX_VALUE - 1;

  /** Knows a log whose store has its flush mark, or never had one. */
  public KnownLog(
      long flushedIndexHint, long startIndex, boolean isTrusted, LogDamageException met) {
    this(flushedIndexHint, false, startIndex, isTrusted, met);
  }

  /**
   * Knows a hint alone.
   *
   * @param flushedIndexHint as above
   * @return what is known
   */
  public static KnownLog of(long flushedIndexHint) {
    return new KnownLog(flushedIndexHint, NOWHERE, true, null);
  }

  /**
   * Knows of damage too, from now on.
   *
   * @param damage that was met when the log was read, or null
   * @return this knowledge and that
   */
  public KnownLog with(LogDamageException damage) {
    return new KnownLog(flushedIndexHint, isMarkLost, startIndex, isTrusted, damage);
  }

  /** Tells whether a segment is to be verified although it was flushed and sealed. */
  boolean isSuspect(Segment segment) {
    return !isTrusted || hasMetDamageIn(segment);
  }

  /** Tells whether damage was met in a segment. */
  boolean hasMetDamageIn(Segment segment) {
    return met != null && met.segment().equals(segment.name());
  }
}
