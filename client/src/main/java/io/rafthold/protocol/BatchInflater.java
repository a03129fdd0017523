package io.rafthold.protocol;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gives compressed batches in the form that they had before: the same header but for its length and
 * its compression, and the records as the producer encoded them. The CRCs stay those of what is
 * stored, and must have been checked there.
 *
 * <p>Never more memory is taken than the batch says its records have, which {@link
 * Batch#frameError} bounds, and never a byte is written beyond it. Keeps two buffers of the size of
 * the largest batch it has met. Not thread-safe.
 */
public final class BatchInflater {
  private static final int INITIAL_BYTES = 64 * 1024;

  private final BlockCompressor[] compressors = new BlockCompressor[Compression.values().length];
  private ByteBuffer packed = ByteBuffer.allocateDirect(INITIAL_BYTES);
  private final UnsafeBuffer plain = new UnsafeBuffer(ByteBuffer.allocateDirect(INITIAL_BYTES));

  /** Makes one that knows no library yet: each is loaded when a batch needs it. */
  public BatchInflater() {}

  /**
   * Decompresses a batch.
   *
   * @param source holds a batch that is {@linkplain Batch#isCompressed compressed}, and whose frame
   *     has been found sound
   * @param position of the batch's first byte
   * @return the batch as it was, from byte 0 on; valid until the next call
   * @throws MalformedException where the bytes are not what they claim to be
   * @throws MissingLibraryException naming the artifact that is not on the class path
   */
  public UnsafeBuffer inflate(DirectBuffer source, int position) {
    final BlockCompressor compressor = compressor(Batch.compression(source, position));
    final int at = position + Batch.HEADER_LENGTH + Batch.PLAIN_LENGTH_BYTES;
    final int packedBytes = position + Batch.length(source, position) - at;
    final int plainLength = Batch.plainLength(source, position);
    makeRoom(packedBytes, plainLength);
    source.getBytes(at, packed, 0, packedBytes);
    final int expected = plainLength - Batch.HEADER_LENGTH;
    final int written =
        compressor.decompress(
            packed, 0, packedBytes, plain.byteBuffer(), Batch.HEADER_LENGTH, expected);
    if (written != expected) {
      throw new MalformedException(
          "the compressed records of the batch at offset "
              + Batch.baseOffset(source, position)
              + " are not the "
              + expected
              + " bytes that they claim to be");
    }
    plain.putBytes(0, source, position, Batch.HEADER_LENGTH);
    Batch.unpacked(plain, plainLength);
    return plain;
  }

  private BlockCompressor compressor(Compression compression) {
    final int code = compression.code();
    if (compressors[code] == null) {
      compressors[code] = compression.compressor();
    }
    return compressors[code];
  }

  private void makeRoom(int packedBytes, int plainLength) {
    if (packed.capacity() < packedBytes) {
      packed = ByteBuffer.allocateDirect(packedBytes);
    }
    if (plain.capacity() < plainLength) {
      plain.wrap(ByteBuffer.allocateDirect(plainLength));
    }
  }
}
