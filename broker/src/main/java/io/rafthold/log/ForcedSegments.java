package io.rafthold.log;

import java.io.UncheckedIOException;

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
   * @throws FlushFailedException where it could not be forced: fatal, as every failed flush
   * @throws UncheckedIOException where the disk refused; nothing is left of it
   */
  Segment create(SegmentDescriptor descriptor) {
    final Segment segment = store.create(descriptor);
    try {
      segment.flush();
    } catch (RuntimeException refusal) {
      discard(segment, refusal);
      throw refusal;
    }
    lastOrdinal = descriptor.ordinal();
    return segment;
  }

  /** What has failed counts, whatever this meets. */
  private void discard(Segment segment, RuntimeException refusal) {
    try {
      segment.close();
      store.delete(segment.descriptor().ordinal());
    } catch (RuntimeException another) {
      refusal.addSuppressed(another);
    }
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
