package io.rafthold.partition;

import io.rafthold.fuzz.FuzzTarget;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchBuilder;
import io.rafthold.protocol.BatchDeflater;
import io.rafthold.protocol.BatchInflater;
import io.rafthold.protocol.Compression;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.RecordReader;
import io.rafthold.protocol.RecordWriter;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Compressed batches: what a broker lets into the log, a consumer can read, and the other way
 * round. The input is what a producer could send: how it is compressed, how many records that shall
 * be (2 bytes), what it claims to become (4 bytes), and the block.
 */
public final class CompressedRecordsTarget implements FuzzTarget {
  private static final int MAX_BATCH_BYTES = 1 << 20;
  private static final int HEAD = 7;
  private static final int ATTRIBUTES_AT = 45;
  private static final int COMPRESSION_SHIFT = 4;

  private final BatchInflater inflater = new BatchInflater();
  private final RecordReader records = new RecordReader();

  @Override
  public void feed(byte[] input) {
    if (input.length < HEAD) {
      return;
    }
    final UnsafeBuffer batch = batch(new UnsafeBuffer(input));
    final ErrorCode verdict = BatchCheck.check(batch, 0, batch.capacity(), MAX_BATCH_BYTES);
    final boolean isReadable =
        Batch.frameError(batch, 0, batch.capacity()) == null
            && Batch.isCompressed(batch, 0)
            && Batch.plainLength(batch, 0) <= MAX_BATCH_BYTES
            && isReadable(batch);
    if (Batch.isCompressed(batch, 0) && isReadable != (verdict == ErrorCode.OK)) {
      throw new IllegalStateException("readable " + isReadable + ", and the verdict is " + verdict);
    }
  }

  private static UnsafeBuffer batch(UnsafeBuffer input) {
    final int length = Batch.HEADER_LENGTH + input.capacity() - 3;
    final UnsafeBuffer batch = new UnsafeBuffer(new byte[length]);
    Batch.initialise(batch, 0, EntryType.DATA, 1, (short) 0, 0);
    batch.putByte(ATTRIBUTES_AT, (byte) ((input.getByte(0) & 3) << COMPRESSION_SHIFT));
    batch.putBytes(Batch.HEADER_LENGTH, input, 3, input.capacity() - 3);
    Batch.sealBody(batch, 0, length, input.getShort(1, ByteOrder.LITTLE_ENDIAN) & 0xFFFF);
    return batch;
  }

  private boolean isReadable(UnsafeBuffer source) {
    try {
      final UnsafeBuffer plain = inflater.inflate(source, 0);
      boolean isAny = false;
      for (records.wrap(plain, 0); records.next(); isAny = true) {
        while (records.nextHeader()) {
          plain.boundsCheck(records.headerNamePosition(), records.headerNameLength());
        }
      }
      return isAny;
    } catch (MalformedException malformed) {
      return false;
    }
  }

  @Override
  public List<byte[]> seeds() {
    final List<byte[]> seeds = new ArrayList<>();
    for (final Compression compression : List.of(Compression.LZ4, Compression.ZSTD)) {
      for (final int count : new int[] {3, 200}) {
        seeds.add(seed(compression, count));
      }
    }
    return seeds;
  }

  private static byte[] seed(Compression compression, int count) {
    final ExpandableArrayBuffer record = new ExpandableArrayBuffer();
    final BatchBuilder builder = new BatchBuilder(0, 1 << 16);
    for (int i = 0; i < count; i++) {
      final RecordWriter writer = new RecordWriter().wrap(record, 0);
      writer.endKey(record.putStringWithoutLengthUtf8(writer.contentPosition(), "key"));
      writer.endValue(record.putStringWithoutLengthUtf8(writer.contentPosition(), "value " + i));
      writer.header(new byte[] {'n'}, i == 0 ? null : new byte[] {1, 2, 3});
      builder.append(record, 0, writer.end());
    }
    builder.compress(new BatchDeflater(compression));
    final int body = builder.storedLength() - Batch.HEADER_LENGTH;
    final UnsafeBuffer input = new UnsafeBuffer(new byte[3 + body]);
    input.putByte(0, (byte) compression.code());
    input.putShort(1, (short) count, ByteOrder.LITTLE_ENDIAN);
    input.putBytes(3, builder.buffer(), builder.batchPosition() + Batch.HEADER_LENGTH, body);
    return input.byteArray();
  }
}
