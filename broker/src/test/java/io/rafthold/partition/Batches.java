package io.rafthold.partition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.RecordFormat;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Builds batches as a producer would, for tests of this package. */
final class Batches {
  private Batches() {}

  /** A sealed batch of records with values of one byte each. */
  static UnsafeBuffer of(long producerId, int epoch, long firstSequence, int records, int value) {
    final int recordLength = RecordFormat.OVERHEAD + 1;
    final int length = Batch.HEADER_LENGTH + records * recordLength;
    final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    Batch.initialise(buffer, 0, EntryType.DATA, producerId, (short) epoch, firstSequence);
    for (int i = 0; i < records; i++) {
      final int at = Batch.HEADER_LENGTH + i * recordLength;
      buffer.putInt(at, recordLength, LITTLE_ENDIAN);
      buffer.putInt(at + 4, 0, LITTLE_ENDIAN);
      buffer.putInt(at + 8, RecordFormat.NULL_LENGTH, LITTLE_ENDIAN);
      buffer.putInt(at + 12, 1, LITTLE_ENDIAN);
      buffer.putByte(at + 16, (byte) value);
    }
    Batch.sealBody(buffer, 0, length, records);
    return buffer;
  }

  /** The same, stamped by a leader. */
  static UnsafeBuffer stamped(
      long producerId, long firstSequence, int records, long index, long term, long baseOffset) {
    final UnsafeBuffer buffer = of(producerId, 0, firstSequence, records, 7);
    Batch.stamp(buffer, 0, index, term, baseOffset, 1_000 + index);
    return buffer;
  }
}
