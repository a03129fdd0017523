package io.rafthold.client;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Bytes as they are. */
enum BytesCodec implements Codec<byte[]> {
  /** The shared instance. */
  INSTANCE;

  @Override
  public int encode(byte[] value, MutableDirectBuffer buffer, int position) {
    buffer.putBytes(position, value);
    return value.length;
  }

  @Override
  public byte[] decode(DirectBuffer buffer, int position, int length) {
    final byte[] bytes = new byte[length];
    buffer.getBytes(position, bytes);
    return bytes;
  }
}
