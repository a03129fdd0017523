package io.rafthold.client;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** 64-bit numbers as 8 bytes, the highest first, as Kafka's clients write them. */
enum LongCodec implements Codec<Long> {
  /** The shared instance. */
  INSTANCE;

  @Override
  public int encode(Long value, MutableDirectBuffer buffer, int position) {
    buffer.putLong(position, value, ByteOrder.BIG_ENDIAN);
    return Long.BYTES;
  }

  @Override
  public Long decode(DirectBuffer buffer, int position, int length) {
    if (length != Long.BYTES) {
      throw new IllegalArgumentException(
          "a number of "
              + length
              + " bytes: this codec writes 8; was it written with another one?");
    }
    return buffer.getLong(position, ByteOrder.BIG_ENDIAN);
  }
}
