package io.rafthold.bench;

import io.rafthold.log.LogCursor;
import io.rafthold.log.LogSettings;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.protocol.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The log on real files, batches of one record of 256 bytes: appending, with the rolls that come
 * with it, and reading in sequence and at random.
 */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SegmentBenchmark {
  private static final int VALUE_BYTES = 256;
  private static final int MAX_BATCH_BYTES = 1 << 21;
  private static final long SEGMENT_BYTES = 64L << 20;
  private static final int GROUP_ID = 1;
  private static final int FILLED_ENTRIES = 200_000;

  /** Holds some 1.5 million appends, more than all shots together. */
  private static final long LARGE_SEGMENT_BYTES = 512L << 20;

  private static final int APPENDS_A_SHOT = 100_000;

  /** Made by JMH. */
  public SegmentBenchmark() {}

  /** A log in a temporary directory of its own. */
  static final class TemporaryLog implements AutoCloseable {
    final SegmentedLog log;
    private final Path directory;
    private final ChronicleSegmentStore store;
    private final UnsafeBuffer batch;
    private final int length;

    TemporaryLog(long segmentBytes) throws IOException {
      directory = Files.createTempDirectory("rafthold-bench-log-");
      store = new ChronicleSegmentStore(directory, GROUP_ID, segmentBytes, MAX_BATCH_BYTES);
      log = SegmentedLog.open(store, new LogSettings(segmentBytes, MAX_BATCH_BYTES), 0);
      batch = new UnsafeBuffer(ByteBuffer.allocateDirect(RecordBatches.length(1, VALUE_BYTES)));
      length = RecordBatches.encode(batch, 1, new byte[VALUE_BYTES], 1, 0);
    }

    long append() {
      final long index = log.lastIndex() + 1;
      Batch.stamp(batch, 0, index, 1, log.endOffset(), index);
      log.append(batch, 0, batch, 0, length);
      return index;
    }

    @Override
    public void close() {
      log.close();
      store.close();
      IoUtil.delete(directory.toFile(), true);
    }
  }

  /** A log that takes appends, new for each iteration, so that it does not fill the disk. */
  @State(Scope.Thread)
  public static class Growing {
    private TemporaryLog temporary;

    /** Made by JMH. */
    public Growing() {}

    /** Opens an empty log. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
      temporary = new TemporaryLog(SEGMENT_BYTES);
    }

    /** Deletes it. */
    @TearDown(Level.Iteration)
    public void delete() {
      temporary.close();
    }
  }

  /** A log whose first segment takes all appends of a run. */
  @State(Scope.Thread)
  public static class Unrolled {
    private TemporaryLog temporary;

    /** Made by JMH. */
    public Unrolled() {}

    /** Opens an empty log; not part of what is measured, as it would be for each iteration. */
    @Setup(Level.Trial)
    public void open() throws IOException {
      temporary = new TemporaryLog(LARGE_SEGMENT_BYTES);
    }

    /** Deletes it. */
    @TearDown(Level.Trial)
    public void delete() {
      temporary.close();
    }
  }

  /** A log of 200,000 entries and a cursor on it. */
  @State(Scope.Thread)
  public static class Filled {
    private TemporaryLog temporary;
    private LogCursor cursor;

    /** Made by JMH. */
    public Filled() {}

    /** Fills the log. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
      temporary = new TemporaryLog(SEGMENT_BYTES);
      for (int i = 0; i < FILLED_ENTRIES; i++) {
        temporary.append();
      }
      cursor = temporary.log.newCursor();
      cursor.seek(1);
    }

    /** Deletes it. */
    @TearDown(Level.Trial)
    public void delete() {
      cursor.close();
      temporary.close();
    }
  }

  /** Stamps and appends one batch. */
  @Benchmark
  @BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
  public long append(Growing growing) {
    return growing.temporary.append();
  }

  /**
   * Stamps and appends 100,000 batches a shot, without a roll; what the profiler {@code gc} counts
   * is for the shot.
   */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 3, batchSize = APPENDS_A_SHOT)
  @Measurement(iterations = 10, batchSize = APPENDS_A_SHOT)
  public long appendWithoutRoll(Unrolled unrolled) {
    return unrolled.temporary.append();
  }

  /** Moves to the next entry and reads its index. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public long readNext(Filled filled) {
    if (!filled.cursor.next()) {
      filled.cursor.seek(1);
    }
    return Batch.index(filled.cursor.buffer(), filled.cursor.position());
  }

  /** Moves to any entry and reads its index. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public long seek(Filled filled) {
    filled.cursor.seek(1 + ThreadLocalRandom.current().nextInt(FILLED_ENTRIES));
    return Batch.index(filled.cursor.buffer(), filled.cursor.position());
  }
}
