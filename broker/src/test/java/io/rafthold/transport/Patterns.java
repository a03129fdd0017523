package io.rafthold.transport;

/** Messages whose every byte says where it belongs. */
final class Patterns {
  private Patterns() {}

  static byte[] of(int length) {
    final byte[] message = new byte[length];
    for (int i = 0; i < length; i++) {
      message[i] = (byte) (i * 31 + (i >>> 8) + length);
    }
    return message;
  }
}
