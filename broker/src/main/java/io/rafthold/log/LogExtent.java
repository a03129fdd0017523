package io.rafthold.log;

import io.rafthold.protocol.Batch;
import java.util.List;

/**
 * How far segments reach by what can still be made out in them, whatever else is damaged: for
 * saying what is lost.
 *
 * @param lastIndex of the last entry with a sound header, 0 for none
 * @param endOffset behind its records, 0 for none
 */
public record LogExtent(long lastIndex, long endOffset) {
  /**
   * Looks into segments, from the first frame of each as far as the frames lead.
   *
   * @param store stays the caller's
   * @param ordinals as the store lists them
   * @return the furthest of all
   */
  public static LogExtent of(SegmentStore store, List<Long> ordinals) {
    LogExtent extent = new LogExtent(0, 0);
    for (final long ordinal : ordinals) {
      try {
        final Segment segment = store.open(ordinal);
        if (segment != null) {
          extent = extent.with(segment);
          segment.close();
        }
      } catch (LogDamageException unreadable) {
        // Nothing of it can be told.
      }
    }
    return extent;
  }

  private LogExtent with(Segment segment) {
    // What comes before its first entry was there when it was made.
    long last = Math.max(lastIndex, segment.descriptor().baseIndex() - 1);
    long end = Math.max(endOffset, segment.descriptor().baseOffset());
    final ExcerptScanner scanner = segment.scan();
    final Excerpt excerpt = new Excerpt();
    while (scanner.next(excerpt)) {
      if (Batch.frameError(excerpt.buffer(), excerpt.position(), excerpt.length()) == null
          && Batch.isHeaderIntact(excerpt.buffer(), excerpt.position())) {
        last = Math.max(last, Batch.index(excerpt.buffer(), excerpt.position()));
        end = Math.max(end, Batch.nextOffset(excerpt.buffer(), excerpt.position()));
      }
    }
    return new LogExtent(last, end);
  }
}
