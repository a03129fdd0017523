package io.rafthold.log;

/**
 * Verifies the flushed entries of one segment, some at a time, by a view of its own: beside the log
 * that it belongs to, and without touching it. For one thread.
 */
public final class SegmentCheck implements AutoCloseable {
  private final SegmentScan scan;
  private final SegmentSpan span;
  private final EntryCheck check = new EntryCheck();
  private final Excerpt excerpt = new Excerpt();

  /**
   * Opens the segment.
   *
   * @param store of the log
   * @param span what to verify
   * @throws LogDamageException where the segment cannot be made out
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public SegmentCheck(SegmentStore store, SegmentSpan span) {
    this.span = span;
    scan = store.scan(span.ordinal());
    if (scan == null) {
      throw new LogDamageException(
          "segment " + span.ordinal(), span.baseIndex(), 0, "nothing of it can be made out");
    }
    check.startAt(scan.descriptor());
  }

  /**
   * Verifies the next entries.
   *
   * @param maxBytes after which it stops, behind an entry
   * @return bytes verified, 0 where all are
   * @throws LogDamageException where an entry is missing or damaged
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public long step(long maxBytes) {
    long bytes = 0;
    while (bytes < maxBytes && check.lastIndex() + 1 < span.endIndex()) {
      if (!scan.next(excerpt)) {
        final String reason = scan.stopReason();
        throw damage(scan.position(), reason == null ? "nothing is written here" : reason);
      }
      final String error = check.advance(excerpt);
      if (error != null) {
        throw damage(scan.position(), error);
      }
      bytes += excerpt.length();
    }
    return bytes;
  }

  private LogDamageException damage(long position, String problem) {
    return new LogDamageException(scan.name(), check.lastIndex() + 1, position, problem);
  }

  @Override
  public void close() {
    scan.close();
  }
}
