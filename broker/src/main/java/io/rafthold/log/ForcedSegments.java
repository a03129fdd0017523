package io.rafthold.log;

/**
 * Makes segments that are on the disk before anything relies on them: what they replace may go
 * then, and a loss of power cannot leave a log without either. Append thread only.
 */
final class ForcedSegments {
  private final SegmentStore store;
  private long lastOrdinal;

  ForcedSegments(SegmentStore store) {
    this.store = store;
  }

  /**
   * Creates a segment and forces its creation.
   *
   * @throws java.io.UncheckedIOException where the disk refused; nothing is left of it
   */
  Segment create(SegmentDescriptor descriptor) {
    final Segment segment = store.create(descriptor);
    boolean done = false;
    try {
      segment.flush();
      done = true;
    } finally {
      if (!done) {
        segment.close();
        store.delete(descriptor.ordinal());
      }
    }
    lastOrdinal = descriptor.ordinal();
    return segment;
  }

  /**
   * Tells whether a segment is on the disk.
   *
   * @param flushedIndex of the log: an entry that is flushed has its segment there
   */
  boolean isDurable(SegmentDescriptor segment, long flushedIndex) {
    return segment.ordinal() <= lastOrdinal || segment.baseIndex() <= flushedIndex;
  }
}
