package io.rafthold.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * The 32-bit murmur2 hash, seeded as Kafka's default partitioner seeds it: the same key goes to the
 * partition of the same number in both systems.
 */
public final class Murmur2 {
  private static final int SEED = 0x9747B28C;
  private static final int MULTIPLIER = 0x5BD1E995;
  private static final int SHIFT = 24;

  private Murmur2() {}

  /**
   * Hashes a range of bytes.
   *
   * @param buffer stays the caller's
   * @param position first byte
   * @param length bytes, 0 or more
   * @return the hash, any int
   */
  public static int hash(DirectBuffer buffer, int position, int length) {
    int hash = SEED ^ length;
    final int wordsEnd = position + (length & ~3);
    for (int at = position; at < wordsEnd; at += Integer.BYTES) {
      int word = buffer.getInt(at, LITTLE_ENDIAN) * MULTIPLIER;
      word ^= word >>> SHIFT;
      hash = (hash * MULTIPLIER) ^ (word * MULTIPLIER);
    }
    final int tail = length & 3;
    if (tail > 0) {
      for (int i = tail - 1; i >= 0; i--) {
        hash ^= (buffer.getByte(wordsEnd + i) & 0xFF) << (i * Byte.SIZE);
      }
      hash *= MULTIPLIER;
    }
    hash ^= hash >>> 13;
    hash *= MULTIPLIER;
    return hash ^ (hash >>> 15);
  }

  /**
   * Returns the partition of a key.
   *
   * @param buffer stays the caller's
   * @param position first byte of the key
   * @param length bytes of the key
   * @param partitions of the topic, at least 1
   * @return 0 to {@code partitions - 1}
   */
  public static int partition(DirectBuffer buffer, int position, int length, int partitions) {
    return (hash(buffer, position, length) & 0x7FFFFFFF) % partitions;
  }
}
