package io.rafthold.protocol;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/** Zstandard frames, at the library's default level. */
final class ZstdCompressor implements BlockCompressor {
  private final int level = Zstd.defaultCompressionLevel();

  @Override
  public int bound(int length) {
    return Math.toIntExact(Zstd.compressBound(length));
  }

  @Override
  public int compress(ByteBuffer source, int position, int length, ByteBuffer target) {
    return Math.toIntExact(
        Zstd.compressDirectByteBuffer(
            target, 0, target.capacity(), source, position, length, level));
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
      return Math.toIntExact(
          Zstd.decompressDirectByteBuffer(target, targetPosition, room, source, position, length));
    } catch (final ZstdException malformed) {
      return MALFORMED;
    }
  }
}
