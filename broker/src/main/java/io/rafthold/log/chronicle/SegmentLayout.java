package io.rafthold.log.chronicle;

/**
 * Sizes of a segment's queue file.
 *
 * @param preparedBytes how much of it a segment takes in the normal case: what is filled with zeros
 *     ahead of its use
 * @param blockBytes the most that may be written: a last batch of the largest size fits in
 * @param fileBytes length of the file, sparse behind what was written
 */
record SegmentLayout(long preparedBytes, long blockBytes, long fileBytes) {
  /** Frame header, padding, and the 8 bytes that Chronicle clears behind an excerpt. */
  static final int SLACK_BYTES = 16;

  /** Chronicle maps a quarter more than the block, for excerpts that cross a block's end. */
  private static final int OVERLAP_SHARE = 4;

  private static final int MIN_OVERLAP_BYTES = 64 * 1024;
  private static final int PAGE_BYTES = 4096;

  /** Room for the segment, a last large batch, and four times the overlap that one needs. */
  static SegmentLayout of(long segmentBytes, int maxBatchBytes) {
    final long bytes = segmentBytes + maxBatchBytes + PAGE_BYTES;
    final long atLeast = (long) OVERLAP_SHARE * (maxBatchBytes + SLACK_BYTES);
    final long blockBytes = pages(Math.max(bytes, atLeast));
    final long overlapBytes = Math.max(blockBytes / OVERLAP_SHARE, MIN_OVERLAP_BYTES);
    return new SegmentLayout(
        pages(segmentBytes + SLACK_BYTES), blockBytes, blockBytes + overlapBytes + PAGE_BYTES);
  }

  private static long pages(long bytes) {
    return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
  }
}
