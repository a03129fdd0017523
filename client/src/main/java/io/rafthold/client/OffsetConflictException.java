package io.rafthold.client;

/**
 * The partition has moved on: it does not end where the batch was expected to begin, and nothing of
 * the batch was written. Read what came in between, decide again, and send with the new end.
 */
public final class OffsetConflictException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /** Where it was to go. */
  private final transient TopicPartition partition;

  /** The offset that the first record was to get. */
  private final long expectedOffset;

  /** The offset that the leader would have given it. */
  private final long endOffset;

  /**
   * Names both offsets.
   *
   * @param partition where the batch was to go
   * @param expectedOffset that its first record was to get
   * @param endOffset of the leader's log; what stands below it may not be committed yet
   */
  public OffsetConflictException(TopicPartition partition, long expectedOffset, long endOffset) {
    super(
        partition
            + " ends at offset "
            + endOffset
            + ", not at "
            + expectedOffset
            + " as expected; nothing was written: read on from "
            + Math.min(expectedOffset, endOffset)
            + " and decide again",
        false,
        false,
        null);
    this.partition = partition;
    this.expectedOffset = expectedOffset;
    this.endOffset = endOffset;
  }

  /**
   * Returns where the batch was to go.
   *
   * @return the partition; null in an exception that was serialized
   */
  public TopicPartition partition() {
    return partition;
  }

  /**
   * Returns the offset that the first record was to get.
   *
   * @return the offset
   */
  public long expectedOffset() {
    return expectedOffset;
  }

  /**
   * Returns where the leader's log ended, committed or not.
   *
   * @return the offset that the next record would have got
   */
  public long endOffset() {
    return endOffset;
  }
}
