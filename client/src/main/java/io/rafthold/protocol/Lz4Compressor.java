package io.rafthold.protocol;

import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** LZ4 blocks. The decompressor is the one that knows where its input ends. */
final class Lz4Compressor implements BlockCompressor {
  private final LZ4Compressor compressor;
  private final LZ4SafeDecompressor decompressor;

  Lz4Compressor() {
    final LZ4Factory factory = LZ4Factory.fastestInstance();
    compressor = factory.fastCompressor();
    decompressor = factory.safeDecompressor();
  }

  @Override
  public int bound(int length) {
    return compressor.maxCompressedLength(length);
  }

  @Override
  public int compress(ByteBuffer source, int position, int length, ByteBuffer target) {
    return compressor.compress(source, position, length, target, 0, target.capacity());
  }

  @Override
  public int decompress(
      ByteBuffer source,
      int position,
      int length,
      ByteBuffer target,
      int targetPosition,
      int room) {
    try {
      return decompressor.decompress(source, position, length, target, targetPosition, room);
    } catch (final LZ4Exception malformed) {
      return MALFORMED;
    }
  }
}
