package io.rafthold.client;

/** The offset is not in the partition's log. The message and the fields name the range that is. */
public final class OffsetOutOfRangeException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /** Where it was asked for. */
  private final transient TopicPartition partition;

  /** The offset that was asked for. */
  private final long offset;

  /** The first offset that the log still has. */
  private final long startOffset;

  /** The committed end: the offset that the next record will get. */
  private final long endOffset;

  /**
   * Names the range.
   *
   * @param partition where
   * @param offset that was asked for
   * @param startOffset the first offset that the log still has
   * @param endOffset the committed end
   */
  public OffsetOutOfRangeException(
      TopicPartition partition, long offset, long startOffset, long endOffset) {
    super(
        "offset "
            + offset
            + " of "
            + partition
            + " is out of range: it has offsets from "
            + startOffset
            + " up to, not including, "
            + endOffset
            + "; seek to one of them",
        false,
        false,
        null);
    this.partition = partition;
    this.offset = offset;
    this.startOffset = startOffset;
    this.endOffset = endOffset;
  }

  /**
   * Returns where the offset was asked for.
   *
   * @return the partition; null in an exception that was serialized
   */
  public TopicPartition partition() {
    return partition;
  }

  /**
   * Returns the offset that was asked for.
   *
   * @return the offset
   */
  public long offset() {
    return offset;
  }

  /**
   * Returns the first offset that the log still has.
   *
   * @return the log start
   */
  public long startOffset() {
    return startOffset;
  }

  /**
   * Returns the committed end.
   *
   * @return the offset that the next record will get
   */
  public long endOffset() {
    return endOffset;
  }
}
