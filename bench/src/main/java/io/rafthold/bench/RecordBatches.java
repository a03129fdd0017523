package io.rafthold.bench;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.RecordFormat;
import org.agrona.MutableDirectBuffer;

/** Batches of records with a key of 8 bytes and a value of a given length. */
final class RecordBatches {
  static final int KEY_BYTES = 8;

  private RecordBatches() {}

  static int length(int records, int valueBytes) {
    return Batch.HEADER_LENGTH + records * recordLength(valueBytes);
  }

  private static int recordLength(int valueBytes) {
    return RecordFormat.OVERHEAD + KEY_BYTES + valueBytes;
  }

  /** Writes a whole batch as a producer does and returns its length. */
  static int encode(
      MutableDirectBuffer buffer, int records, byte[] value, long producerId, long sequence) {
    Batch.initialise(buffer, 0, EntryType.DATA, producerId, (short) 0, sequence);
    int position = Batch.HEADER_LENGTH;
    for (int i = 0; i < records; i++) {
      position = encodeRecord(buffer, position, sequence + i, value);
    }
    Batch.sealBody(buffer, 0, position, records);
    return position;
  }

  private static int encodeRecord(
      MutableDirectBuffer buffer, int position, long key, byte[] value) {
    buffer.putInt(position, recordLength(value.length), LITTLE_ENDIAN);
    buffer.putInt(position + 4, 0, LITTLE_ENDIAN);
    buffer.putInt(position + 8, KEY_BYTES, LITTLE_ENDIAN);
    buffer.putLong(position + 12, key, LITTLE_ENDIAN);
    buffer.putInt(position + 20, value.length, LITTLE_ENDIAN);
    buffer.putBytes(position + 24, value);
    return position + recordLength(value.length);
  }
}
