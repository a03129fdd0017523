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
   * Looks into segments, from the first frame of each as far as the frames lead, and behind holes.
   *
   * @param store stays the caller's
   * @param ordinals as the store lists them, ascending
   * @return up to the last entry that can be made out, and that no later segment replaces
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
    // What comes before its first entry was there when it was made, and nothing else counts.
    long last = segment.descriptor().baseIndex() - 1;
    long end = segment.descriptor().baseOffset();
    final ExcerptScanner scanner = segment.scan();
    final Excerpt excerpt = new Excerpt();
    boolean isLeft = true;
    while (isLeft) {
      if (!scanner.next(excerpt)) {
        isLeft = scanner.resume(scanner.position());
      } else if (isSound(excerpt)) {
        last = Math.max(last, Batch.index(excerpt.buffer(), excerpt.position()));
        end = Math.max(end, Batch.nextOffset(excerpt.buffer(), excerpt.position()));
      } else {
        isLeft = scanner.resume(excerpt.position());
      }
    }
    return new LogExtent(last, end);
  }

  private static boolean isSound(Excerpt excerpt) {
    return Batch.frameError(excerpt.buffer(), excerpt.position(), excerpt.length()) == null
        && Batch.isHeaderIntact(excerpt.buffer(), excerpt.position());
  }

  /**
   * Tells whether a store has any entry, or knows of one that was there.
   *
   * @param store stays the caller's
   * @return false for a log that nothing was ever appended to
   */
  public static boolean hasEntries(SegmentStore store) {
    for (final long ordinal : store.ordinals()) {
      try (Segment segment = store.open(ordinal)) {
        if (segment != null
            && (segment.descriptor().baseIndex() > 1 || segment.scan().next(new Excerpt()))) {
          return true;
        }
      } catch (LogDamageException unreadable) {
        return true;
      }
    }
    return false;
  }
}
