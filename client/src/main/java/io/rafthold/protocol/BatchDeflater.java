package io.rafthold.protocol;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Compresses the records of batches, where that makes them smaller. Not thread-safe. */
public final class BatchDeflater {
  private static final int INITIAL_BYTES = 64 * 1024;

  private final Compression compression;
  private final BlockCompressor compressor;
  private ByteBuffer packed = ByteBuffer.allocateDirect(INITIAL_BYTES);

  /**
   * Loads the library.
   *
   * @param compression another one than {@link Compression#NONE}
   * @throws MissingLibraryException naming the artifact that is not on the class path
   */
  public BatchDeflater(Compression compression) {
    this.compression = compression;
    this.compressor = compression.compressor();
  }

  Compression compression() {
    return compression;
  }

  /**
   * Replaces records by their compressed form.
   *
   * @param buffer over a direct buffer
   * @param position of the first record
   * @param length of all records
   * @return the length that they have now; as it was where nothing was gained and nothing changed
   */
  int deflate(UnsafeBuffer buffer, int position, int length) {
    final int bound = compressor.bound(length);
    if (packed.capacity() < bound) {
      packed = ByteBuffer.allocateDirect(bound);
    }
    final int bytes = compressor.compress(buffer.byteBuffer(), position, length, packed);
    if (Batch.PLAIN_LENGTH_BYTES + bytes >= length) {
      return length;
    }
    Batch.plainLength(buffer, position, length);
    buffer.putBytes(position + Batch.PLAIN_LENGTH_BYTES, packed, 0, bytes);
    return Batch.PLAIN_LENGTH_BYTES + bytes;
  }
}
