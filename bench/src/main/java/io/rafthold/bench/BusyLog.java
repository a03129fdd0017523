package io.rafthold.bench;

import io.rafthold.bench.rig.Latencies;
import io.rafthold.log.LogSettings;
import io.rafthold.log.SegmentStore;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.log.chronicle.SegmentPool;
import io.rafthold.partition.FlushTarget;
import io.rafthold.partition.HousekeepingTask;
import io.rafthold.protocol.Batch;
import io.rafthold.server.FlushAgent;
import io.rafthold.server.HousekeepingAgent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A log on real files with the threads that a broker has beside it: the flush thread, which flushes
 * whatever was appended at once, as at level quorum-sync, and housekeeping, which makes segments
 * ahead and recycles the files of those that are dropped. The caller is the append thread.
 */
final class BusyLog implements AutoCloseable {
  private static final int GROUP_ID = 1;
  private static final int MAX_BATCH_BYTES = 1 << 20;
  private static final long HOUSEKEEPING_BYTES_PER_SECOND = 200L << 20;
  private static final int POOLED_SEGMENTS = 2;

  /** How many segments are kept behind the open one. */
  private static final int KEPT_SEGMENTS = 3;

  private final Path directory;
  private final FlushAgent flushAgent;
  private final HousekeepingAgent housekeepingAgent;
  private final SegmentPool pool;
  private final SegmentedLog log;
  private final FlushTarget flushes = new Flushes();
  private final HousekeepingTask upkeep;
  private final HousekeepingTask cleaning;
  private final UnsafeBuffer batch;
  private final int batchBytes;
  private final long keptEntries;
  private final boolean isKept;
  private volatile Throwable failure;

  /**
   * Opens an empty log in a directory of its own.
   *
   * @param isKept whether the next segment is made ahead; without, the first one holds everything
   */
  BusyLog(Path parent, long segmentBytes, int valueBytes, boolean isKept) throws IOException {
    this.isKept = isKept;
    directory = Files.createTempDirectory(parent, "rafthold-bench-rolls-");
    flushAgent = new FlushAgent(1, this::fail);
    housekeepingAgent = new HousekeepingAgent(HOUSEKEEPING_BYTES_PER_SECOND, this::fail);
    pool = SegmentPool.open(directory.resolve("pool"), POOLED_SEGMENTS, this::clean);
    final LogSettings settings = new LogSettings(segmentBytes, MAX_BATCH_BYTES);
    final ChronicleSegmentStore store =
        new ChronicleSegmentStore(directory.resolve("segments"), GROUP_ID, settings, pool);
    log = SegmentedLog.open(store, settings, 0);
    upkeep = new Task(() -> log.upkeep().step(), true);
    cleaning = new Task(pool::step, false);
    batch = new UnsafeBuffer(ByteBuffer.allocateDirect(RecordBatches.length(1, valueBytes)));
    batchBytes = RecordBatches.encode(batch, 1, new byte[valueBytes], 1, 0);
    keptEntries = KEPT_SEGMENTS * segmentBytes / batchBytes;
    leaveFirstSegment(store);
    flushAgent.start();
    housekeepingAgent.start();
  }

  /** The log that does not roll has a segment that was made ahead too. */
  private void leaveFirstSegment(SegmentStore store) {
    append();
    while (store.prepare() > 0) {
      Thread.onSpinWait();
    }
    log.rollOlder(Long.MAX_VALUE);
    log.flush();
  }

  private void fail(Throwable cause) {
    failure = cause;
  }

  private void clean() {
    housekeepingAgent.request(cleaning);
  }

  /**
   * Appends at a rate, in an open loop.
   *
   * @param appends takes how long each append took
   * @param answers takes how long after its time each append was done
   */
  void run(int records, int recordsPerSecond, Latencies appends, Latencies answers) {
    final double intervalNs = 1e9 / recordsPerSecond;
    final long startNs = System.nanoTime();
    for (int i = 0; i < records; i++) {
      final long dueNs = startNs + (long) (i * intervalNs);
      long beginNs = System.nanoTime();
      while (beginNs - dueNs < 0) {
        Thread.onSpinWait();
        beginNs = System.nanoTime();
      }
      append();
      final long endNs = System.nanoTime();
      appends.record(endNs - beginNs);
      answers.record(endNs - dueNs);
      endCycle();
    }
    if (failure != null) {
      throw new IllegalStateException("the log's other threads failed", failure);
    }
  }

  private void append() {
    final long index = log.lastIndex() + 1;
    Batch.stamp(batch, 0, index, 1, log.endOffset(), index);
    log.append(batch, 0, batch, 0, batchBytes);
  }

  /** What a replica does at the end of a duty cycle. */
  private void endCycle() {
    flushAgent.flushLog(flushes);
    if (log.lastIndex() - log.firstIndex() > keptEntries) {
      final long start = log.startAfterDropping(log.lastIndex() - keptEntries);
      if (start > log.firstIndex()) {
        log.dropBefore(start);
      }
    }
    if (isKept && log.upkeep().isDue(true)) {
      housekeepingAgent.request(upkeep);
    }
  }

  /** Returns the bytes that the calling thread has allocated so far. */
  static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Override
  public void close() {
    flushAgent.close();
    housekeepingAgent.close();
    log.close();
    pool.close();
    IoUtil.delete(directory.toFile(), true);
  }

  /** Flushes at once. */
  private final class Flushes implements FlushTarget {
    @Override
    public void flush() {
      log.flush();
    }

    @Override
    public boolean isUrgent() {
      return true;
    }
  }

  /** One of the two that housekeeping steps. */
  private final class Task implements HousekeepingTask {
    private final LongSupplier step;
    private final boolean isLogs;

    private Task(LongSupplier step, boolean isLogs) {
      this.step = step;
      this.isLogs = isLogs;
    }

    @Override
    public long step(long nowNs) {
      return step.getAsLong();
    }

    @Override
    public boolean isUrgent() {
      return isLogs && log.upkeep().isUrgent();
    }

    @Override
    public void damaged(RuntimeException cause) {
      fail(cause);
    }
  }
}
