package io.rafthold.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Text as UTF-8; plain ASCII, the usual case, is encoded without garbage. */
enum StringCodec implements Codec<String> {
  /** The shared instance. */
  INSTANCE;

  private static final int FIRST_NON_ASCII = 0x80;

  @Override
  public int encode(String value, MutableDirectBuffer buffer, int position) {
    final int length = value.length();
    buffer.checkLimit(position + length);
    for (int i = 0; i < length; i++) {
      final char c = value.charAt(i);
      if (c >= FIRST_NON_ASCII) {
        return encodeUtf8(value, buffer, position);
      }
      buffer.putByte(position + i, (byte) c);
    }
    return length;
  }

  @Override
  public String decode(DirectBuffer buffer, int position, int length) {
    final byte[] bytes = new byte[length];
    buffer.getBytes(position, bytes);
    return new String(bytes, UTF_8);
  }

  private static int encodeUtf8(String value, MutableDirectBuffer buffer, int position) {
    final byte[] bytes = value.getBytes(UTF_8);
    buffer.putBytes(position, bytes);
    return bytes.length;
  }
}
