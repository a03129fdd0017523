package io.rafthold.bench;

import io.rafthold.log.LogSettings;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.protocol.Batch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** Fills the log of a broker that is down, as its replica would have. */
final class LogFiller {
  private static final int VALUE_BYTES = 256;

  /** Far more than a partition usually has, so that their states weigh something. */
  private static final int PRODUCERS = 1_000;

  /** Above whatever the metadata will give out. */
  private static final long FIRST_PRODUCER = 1_000_000;

  private LogFiller() {}

  /**
   * Appends batches of records of {@value #VALUE_BYTES} bytes, flushed at each roll.
   *
   * @param segments directory of the log's segments
   * @param bytes to append
   * @param recordsPerBatch in each
   * @return how many segments the log has then
   */
  static int fill(Path segments, int groupId, long segmentBytes, long bytes, int recordsPerBatch) {
    final LogSettings settings = new LogSettings(segmentBytes, LogSettings.MAX_BATCH_BYTES);
    final int length = RecordBatches.length(recordsPerBatch, VALUE_BYTES);
    final UnsafeBuffer batch = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    final byte[] value = new byte[VALUE_BYTES];
    try (SegmentedLog log =
        SegmentedLog.open(
            new ChronicleSegmentStore(segments, groupId, segmentBytes, settings.maxBatchBytes()),
            settings,
            0)) {
      final long term = log.lastTerm();
      long written = 0;
      for (long number = 0; written < bytes; number++) {
        final long sequence = number / PRODUCERS * recordsPerBatch;
        RecordBatches.encode(
            batch, recordsPerBatch, value, FIRST_PRODUCER + number % PRODUCERS, sequence);
        final long nowNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        Batch.stamp(batch, 0, log.lastIndex() + 1, term, log.endOffset(), nowNs);
        final long open = log.openSegmentIndex();
        log.append(batch, 0, batch, 0, length);
        written += length;
        if (log.openSegmentIndex() != open) {
          log.flush();
        }
      }
      log.flush();
      return log.segments().size();
    }
  }
}
