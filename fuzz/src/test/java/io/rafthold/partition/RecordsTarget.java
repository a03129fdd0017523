package io.rafthold.partition;

import io.rafthold.fuzz.FuzzTarget;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchBuilder;
import io.rafthold.protocol.BatchInflater;
import io.rafthold.protocol.BatchReader;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.RecordFormat;
import io.rafthold.protocol.RecordReader;
import io.rafthold.protocol.RecordWriter;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.Arrays;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Batches and their records: what a broker lets into the log, a consumer can read, and the other
 * way round. With a first byte that is odd the input is made a batch around its records.
 */
public final class RecordsTarget implements FuzzTarget {
  private static final int MAX_BATCH_BYTES = 1 << 20;

  private final BatchReader batches = new BatchReader();
  private final BatchInflater inflater = new BatchInflater();
  private final RecordReader records = new RecordReader();

  @Override
  public void feed(byte[] input) {
    if (input.length == 0) {
      return;
    }
    final UnsafeBuffer batch = new UnsafeBuffer(Arrays.copyOfRange(input, 1, input.length));
    if ((input[0] & 1) != 0 && batch.capacity() >= Batch.HEADER_LENGTH) {
      final int recordCount = Batch.recordCount(batch, 0);
      Batch.initialise(batch, 0, EntryType.DATA, 1, (short) 0, 0);
      Batch.sealBody(batch, 0, batch.capacity(), recordCount);
    }
    final ErrorCode verdict = BatchCheck.check(batch, 0, batch.capacity(), MAX_BATCH_BYTES);
    final boolean isReadable = isReadable(batch);
    if (verdict == ErrorCode.OK && !isReadable) {
      throw new IllegalStateException("a batch is let in that nobody can read");
    }
    if ((input[0] & 1) != 0 && isReadable && verdict != ErrorCode.OK) {
      throw new IllegalStateException("a batch that can be read is refused: " + verdict);
    }
  }

  private boolean isReadable(UnsafeBuffer source) {
    boolean isAny = false;
    try {
      batches.wrap(source, 0, source.capacity());
      while (batches.next()) {
        final boolean isCompressed = Batch.isCompressed(source, batches.position());
        final UnsafeBuffer plain =
            isCompressed ? inflater.inflate(source, batches.position()) : source;
        records.wrap(plain, isCompressed ? 0 : batches.position());
        while (records.next()) {
          isAny = true;
          while (records.nextHeader()) {
            plain.boundsCheck(records.headerNamePosition(), records.headerNameLength());
          }
        }
      }
      return isAny;
    } catch (MalformedException malformed) {
      return false;
    }
  }

  @Override
  public List<byte[]> seeds() {
    final ExpandableArrayBuffer record = new ExpandableArrayBuffer();
    final BatchBuilder builder = new BatchBuilder(0, 1_024);
    for (int i = 0; i < 3; i++) {
      final RecordWriter writer = new RecordWriter().wrap(record, 0);
      record.putByte(writer.contentPosition(), (byte) 7);
      writer.endKey(1);
      writer.endValue(RecordFormat.NULL_LENGTH);
      writer.header(new byte[] {'n'}, i == 0 ? null : new byte[] {1, 2, 3});
      builder.append(record, 0, writer.end());
    }
    builder.seal(1, (short) 0, 0);
    final byte[] input = new byte[builder.length() + 1];
    builder.buffer().getBytes(builder.batchPosition(), input, 1, builder.length());
    final byte[] mended = input.clone();
    mended[0] = 1;
    return List.of(input, mended);
  }
}
