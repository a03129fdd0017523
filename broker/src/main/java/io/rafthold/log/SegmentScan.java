package io.rafthold.log;

/**
 * A scan over a segment's file that sees what the disk holds, as far as the store can tell that
 * from what memory holds. One thread's, not the log's; the segment may be deleted meanwhile.
 */
public interface SegmentScan extends ExcerptScanner, AutoCloseable {
  /**
   * Returns what the segment knows of the log before it.
   *
   * @return as it is on the disk
   */
  SegmentDescriptor descriptor();

  /**
   * Names the segment as {@link Segment#name} does.
   *
   * @return its path where it has one
   */
  String name();

  @Override
  void close();

  /**
   * Scans what is mapped.
   *
   * @param segment closed with the scan
   * @return stands before the first excerpt
   */
  static SegmentScan of(Segment segment) {
    final ExcerptScanner scanner = segment.scan();
    return new SegmentScan() {
      @Override
      public SegmentDescriptor descriptor() {
        return segment.descriptor();
      }

      @Override
      public String name() {
        return segment.name();
      }

      @Override
      public boolean next(Excerpt excerpt) {
        return scanner.next(excerpt);
      }

      @Override
      public String stopReason() {
        return scanner.stopReason();
      }

      @Override
      public int position() {
        return scanner.position();
      }

      @Override
      public void close() {
        segment.close();
      }
    };
  }
}
