package io.rafthold.bench;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.Batch;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a batch costs: built by the producer, stamped by the leader, checked and read by others. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BatchBenchmark {
  private static final int VALUE_BYTES = 256;

  /** Records in a batch. */
  @Param({"1", "16"})
  public int records;

  private final byte[] value = new byte[VALUE_BYTES];
  private UnsafeBuffer buffer;
  private int length;
  private long sequence;

  /** Made by JMH. */
  public BatchBenchmark() {}

  /** Builds the batch that is read. */
  @Setup(Level.Trial)
  public void build() {
    buffer =
        new UnsafeBuffer(
            java.nio.ByteBuffer.allocateDirect(RecordBatches.length(records, VALUE_BYTES)));
    length = RecordBatches.encode(buffer, records, value, 1, 0);
    Batch.stamp(buffer, 0, 1, 1, 0, 1);
  }

  /** The producer's part: records, header, CRC of the body. */
  @Benchmark
  public int encode() {
    sequence += records;
    return RecordBatches.encode(buffer, records, value, 1, sequence);
  }

  /** The leader's part: index, term, offset, timestamp, CRC of the header. */
  @Benchmark
  public int stamp() {
    Batch.stamp(buffer, 0, ++sequence, 1, sequence, sequence);
    return length;
  }

  /** A receiver's part: the frame and both CRCs. */
  @Benchmark
  public boolean check() {
    return Batch.frameError(buffer, 0, length) == null
        && Batch.isHeaderIntact(buffer, 0)
        && Batch.isBodyIntact(buffer, 0);
  }

  /** A consumer's part: steps over the records and touches keys and values. */
  @Benchmark
  public long decode() {
    long sum = Batch.baseOffset(buffer, 0);
    int position = Batch.HEADER_LENGTH;
    for (int i = Batch.recordCount(buffer, 0); i > 0; i--) {
      final int keyLength = buffer.getInt(position + 8, LITTLE_ENDIAN);
      sum += buffer.getLong(position + 12, LITTLE_ENDIAN);
      sum += buffer.getByte(position + 16 + keyLength);
      position += buffer.getInt(position, LITTLE_ENDIAN);
    }
    return sum;
  }
}
