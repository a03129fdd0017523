package io.rafthold.log;

import io.rafthold.protocol.Batch;

/**
 * Sizes of a log.
 *
 * @param segmentBytes at which the log rolls to the next segment, framing included, {@value
 *     #MIN_SEGMENT_BYTES} to {@value #MAX_SEGMENT_BYTES}; a segment with one large batch may exceed
 *     it
 * @param maxBatchBytes largest batch that may be appended, header included, 72 to {@value
 *     #MAX_BATCH_BYTES}
 */
public record LogSettings(long segmentBytes, int maxBatchBytes) {
  /** Smallest segment, in bytes. */
  public static final long MIN_SEGMENT_BYTES = 64 * 1024;

  /** Largest segment, in bytes: with its slack it is one mapping of less than 2 GiB. */
  public static final long MAX_SEGMENT_BYTES = 1L << 30;

  /** Largest limit for a batch, in bytes. */
  public static final int MAX_BATCH_BYTES = 16 * 1024 * 1024;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException where one is out of range, with the value
   */
  public LogSettings {
    if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > MAX_SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "segment size of "
              + segmentBytes
              + " bytes is not within "
              + MIN_SEGMENT_BYTES
              + " and "
              + MAX_SEGMENT_BYTES);
    }
    if (maxBatchBytes < Batch.HEADER_LENGTH || maxBatchBytes > MAX_BATCH_BYTES) {
      throw new IllegalArgumentException(
          "batch limit of "
              + maxBatchBytes
              + " bytes is not within "
              + Batch.HEADER_LENGTH
              + " and "
              + MAX_BATCH_BYTES);
    }
  }
}
