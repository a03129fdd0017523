package io.rafthold.partition;

/**
 * How far a consumer group has come in a partition, and who may say so. Immutable.
 *
 * @param epoch in which it was claimed last; -1 where there is no cursor
 * @param memberId by which member, 0 for an operator
 * @param sequence of the last request that changed it; 0 where that did not tell
 * @param offset the next one to read; {@link #NO_OFFSET} where nothing was committed yet
 * @param timestampNs of the entry that changed it last, epoch nanoseconds
 * @param index of that entry; 0 where it is known from a state, so that it is committed
 */
public record Cursor(
    long epoch, long memberId, long sequence, long offset, long timestampNs, long index) {
  /** The offset of a cursor that was claimed and never moved. */
  public static final long NO_OFFSET = -1;

  /** The member id that stands for an operator. */
  public static final long OPERATOR = 0;

  /** Stands for no cursor where one is to be told of. */
  public static final Cursor NONE = new Cursor(-1, OPERATOR, 0, NO_OFFSET, 0, 0);

  boolean isOwnedBy(CursorMove move) {
    return epoch == move.epoch() && memberId == move.memberId();
  }

  /** Tells whether a request of the same owner was taken in before, or one behind it was. */
  boolean hasTaken(CursorMove move) {
    return isOwnedBy(move) && move.sequence() != 0 && move.sequence() <= sequence;
  }
}
