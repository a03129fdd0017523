package io.rafthold.log;

/** Judges what a scanner brings, as a start after an unclean stop does. */
public final class EntryJudge {
  private EntryJudge() {}

  /** Returns how many entries pass, of a segment that begins with the log. */
  public static int passing(ExcerptScanner scanner) {
    final EntryCheck check = new EntryCheck();
    check.startAt(SegmentDescriptor.FIRST);
    final Excerpt excerpt = new Excerpt();
    int passed = 0;
    while (scanner.next(excerpt)) {
      if (check.advance(excerpt) == null) {
        passed++;
      }
    }
    scanner.stopReason();
    return passed;
  }
}
