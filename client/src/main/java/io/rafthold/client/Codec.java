package io.rafthold.client;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Turns keys or values into bytes and back. Null never reaches a codec. Implementations are used by
 * several threads at once.
 *
 * @param <T> the user's type
 */
public interface Codec<T> {
  /**
   * Encodes a value.
   *
   * @param value not null
   * @param buffer expands as needed; belongs to the client
   * @param position of the first byte
   * @return number of bytes written
   */
  int encode(T value, MutableDirectBuffer buffer, int position);

  /**
   * Decodes a value.
   *
   * @param buffer valid during the call only: copy what you keep
   * @param position of the first byte
   * @param length bytes
   * @return the value
   */
  T decode(DirectBuffer buffer, int position, int length);

  /**
   * Returns the codec of text, as UTF-8.
   *
   * @return a shared instance
   */
  static Codec<String> string() {
    return StringCodec.INSTANCE;
  }

  /**
   * Returns the codec of 64-bit numbers: 8 bytes, the highest first. As keys they go to the same
   * partitions as Kafka's.
   *
   * @return a shared instance; its {@code decode} throws {@link IllegalArgumentException} where
   *     there are not 8 bytes
   */
  static Codec<Long> int64() {
    return LongCodec.INSTANCE;
  }

  /**
   * Returns the codec of bytes as they are.
   *
   * @return a shared instance
   */
  static Codec<byte[]> bytes() {
    return BytesCodec.INSTANCE;
  }
}
