package io.rafthold.client;

import java.util.OptionalLong;

/**
 * How far a consumer group is in a partition.
 *
 * @param partition which
 * @param owner id of the member that reads it, {@link #NOBODY} where none does
 * @param target id of the member that shall read it, {@link #NOBODY} where none shall
 * @param epoch of the last ownership, 0 where there is none
 * @param committed the next offset to read; empty where nothing was committed, or nobody could be
 *     asked
 * @param committedTimestampNs when that was changed last, by the partition's clock; 0 where it is
 *     not known
 * @param startOffset the first offset that the log still has; -1 where nobody could be asked
 * @param endOffset the committed end; -1 where nobody could be asked
 */
public record GroupPartitionInfo(
    TopicPartition partition,
    long owner,
    long target,
    long epoch,
    OptionalLong committed,
    long committedTimestampNs,
    long startOffset,
    long endOffset) {
  /** No member. */
  public static final long NOBODY = 0;

  /**
   * Returns how many offsets there are from what was committed to the end; from the start of the
   * log, where nothing was.
   *
   * @return 0 or more; empty where nobody could be asked
   */
  public OptionalLong lag() {
    return endOffset < 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, endOffset - committed.orElse(startOffset)));
  }
}
