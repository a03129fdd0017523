package io.rafthold.log;

/**
 * What a thread other than the append thread may do with the segments of a log that is open: walk
 * their entries through mappings of its own, and keep states beside them. It touches nothing that
 * the append thread holds.
 *
 * <p>Any thread, several at a time, each with a walk of its own. The segment that is meant may go
 * at any time, with a truncation or the log's start: that is no error, and is told.
 */
public final class SegmentFiles {
  private final SegmentStore store;

  SegmentFiles(SegmentStore store) {
    this.store = store;
  }

  /**
   * Opens a segment for a walk over its entries.
   *
   * @param segment one of {@link ReplicaLog#segments}
   * @return the walk, before the first entry; the caller closes it. Null where the segment is gone
   * @throws LogDamageException where its files cannot be made out
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public SegmentWalk walk(SegmentDescriptor segment) {
    final Segment opened = store.open(segment.ordinal());
    return opened == null ? null : new SegmentWalk(opened);
  }

  /**
   * Opens a part of a segment to verify it: as the disk has it, as far as the store can tell.
   *
   * @param span as {@link ReplicaLog#spanAfter} gave it
   * @return the caller closes it
   * @throws LogDamageException where it cannot be made out, or is gone meanwhile
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public SegmentCheck check(SegmentSpan span) {
    return new SegmentCheck(store, span);
  }

  /**
   * Reads the state that is kept beside a segment: what was derived from all entries before it.
   *
   * @param segment one of {@link ReplicaLog#segments}
   * @return null where there is none, or the segment is gone
   * @throws LogDamageException where it cannot be made out
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public byte[] readState(SegmentDescriptor segment) {
    return store.readState(segment.ordinal());
  }

  /**
   * Begins to keep a state beside a segment, in place of what is there. Where the segment goes
   * meanwhile, nothing is kept.
   *
   * @param segment one of {@link ReplicaLog#segments}
   * @param state not changed any more
   * @return the caller closes it
   */
  public StateWrite beginState(SegmentDescriptor segment, byte[] state) {
    return store.beginState(segment.ordinal(), state);
  }
}
