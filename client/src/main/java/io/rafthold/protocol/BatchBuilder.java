package io.rafthold.protocol;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Collects records behind a batch header in one direct buffer, with room in front for the message
 * that carries the batch: what is sent is contiguous and never copied for it.
 *
 * <pre>
 *   0                 headroom              headroom + 72
 *   +-----------------+---------------------+-----------+-----------+----
 *   | message header  | batch header        | record    | record    | ...
 *   +-----------------+---------------------+-----------+-----------+----
 *                     ^ batchPosition       |------- length - 72 -------|
 * </pre>
 *
 * <p>The buffer grows by doubling up to what the records need, and is kept over {@link #reset}. Not
 * thread-safe.
 */
public final class BatchBuilder {
  private static final int INITIAL_BYTES = 4096;

  private final int headroomBytes;
  private final int targetBytes;
  private final UnsafeBuffer buffer;
  private int length = Batch.HEADER_LENGTH;
  private int recordCount;

  /** How the records lie in the buffer, and the length that the batch has so. */
  private Compression compression = Compression.NONE;

  private int storedLength;

  /**
   * Creates an empty batch.
   *
   * @param headroomBytes kept free in front of the batch
   * @param targetBytes the size at which {@link #hasRoom} says no; one record alone may be larger
   */
  public BatchBuilder(int headroomBytes, int targetBytes) {
    this.headroomBytes = headroomBytes;
    this.targetBytes = targetBytes;
    final int capacity = headroomBytes + Math.min(targetBytes, INITIAL_BYTES);
    this.buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.max(capacity, lengthInBuffer())));
  }

  /**
   * Tells whether one more record should go into this batch.
   *
   * @param recordBytes its encoded length
   * @return true where it fits, or the batch is empty
   */
  public boolean hasRoom(int recordBytes) {
    return recordCount == 0 || length + recordBytes <= targetBytes;
  }

  /**
   * Copies one encoded record behind the others.
   *
   * @param source holds a record in {@link RecordFormat}; the caller's again after the call
   * @param position of the record's first byte
   * @param recordBytes its length
   */
  public void append(DirectBuffer source, int position, int recordBytes) {
    ensureCapacity(Math.addExact(lengthInBuffer(), recordBytes));
    buffer.putBytes(lengthInBuffer(), source, position, recordBytes);
    length += recordBytes;
    recordCount++;
  }

  /**
   * Compresses the records where that makes them smaller. No record can join them any more; to be
   * called once at most, before the batch is sealed.
   *
   * @param deflater of the way to compress
   */
  public void compress(BatchDeflater deflater) {
    final int plainBytes = length - Batch.HEADER_LENGTH;
    final int bytes = deflater.deflate(buffer, headroomBytes + Batch.HEADER_LENGTH, plainBytes);
    if (bytes < plainBytes) {
      compression = deflater.compression();
      storedLength = Batch.HEADER_LENGTH + bytes;
    }
  }

  /**
   * Completes the batch. It may be sealed again with another producer, never with other records.
   *
   * @param producerId or {@link Batch#NO_PRODUCER}
   * @param producerEpoch or {@link Batch#NO_PRODUCER}
   * @param firstSequence of the first record
   */
  public void seal(long producerId, short producerEpoch, long firstSequence) {
    Batch.initialise(
        buffer, headroomBytes, EntryType.DATA, producerId, producerEpoch, firstSequence);
    Batch.compression(buffer, headroomBytes, compression);
    Batch.sealBody(buffer, headroomBytes, storedLength(), recordCount);
  }

  /** Empties the batch for its next use; the buffer keeps its size. */
  public void reset() {
    length = Batch.HEADER_LENGTH;
    recordCount = 0;
    compression = Compression.NONE;
  }

  /**
   * Returns the buffer that holds headroom and batch; it changes its memory when the batch grows.
   *
   * @return the builder's own buffer
   */
  public UnsafeBuffer buffer() {
    return buffer;
  }

  /**
   * Returns where the batch starts.
   *
   * @return the headroom in bytes
   */
  public int batchPosition() {
    return headroomBytes;
  }

  /**
   * Returns the length of the batch so far, as it is without compression.
   *
   * @return bytes, the header included
   */
  public int length() {
    return length;
  }

  /**
   * Returns the length of the batch as it lies in the buffer.
   *
   * @return bytes, the header included
   */
  public int storedLength() {
    return compression == Compression.NONE ? length : storedLength;
  }

  /**
   * Returns the number of records so far.
   *
   * @return 0 or more
   */
  public int recordCount() {
    return recordCount;
  }

  private int lengthInBuffer() {
    return headroomBytes + length;
  }

  private void ensureCapacity(int needed) {
    if (needed <= buffer.capacity()) {
      return;
    }
    final int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * buffer.capacity());
    final ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(doubled, needed));
    buffer.getBytes(0, larger, 0, lengthInBuffer());
    buffer.wrap(larger);
  }
}
