package io.rafthold.process;

import io.rafthold.client.Codec;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Texts that end in a number. One in 32 is followed by many bytes on its way, so that a log has
 * batches of the length that is written by another way than short ones. The bytes come of the
 * number, and are looked at where the text is read; the reader is given the text alone.
 */
enum NumberedText implements Codec<String> {
  /** The shared instance. */
  INSTANCE;

  private static final int ONE_IN = 32;

  /** From here on, the log writes a batch by a system call. */
  private static final int LEAST_TAIL = 16 * 1024;

  private static final int TAIL_STEP = 1021;
  private static final int TAIL_STEPS = 8;
  private static final byte SEPARATOR = 0;

  @Override
  public int encode(String value, MutableDirectBuffer buffer, int position) {
    final int length = Codec.string().encode(value, buffer, position);
    final long number = number(value);
    if (!isLong(number)) {
      return length;
    }
    final int tail = tailLength(number);
    buffer.checkLimit(position + length + 1 + tail);
    buffer.putByte(position + length, SEPARATOR);
    for (int i = 0; i < tail; i++) {
      buffer.putByte(position + length + 1 + i, tailByte(number, i));
    }
    return length + 1 + tail;
  }

  @Override
  public String decode(DirectBuffer buffer, int position, int length) {
    int end = position;
    while (end < position + length && buffer.getByte(end) != SEPARATOR) {
      end++;
    }
    final String value = Codec.string().decode(buffer, position, end - position);
    final int behind = position + length - end;
    final long number = number(value);
    final int expected = isLong(number) ? 1 + tailLength(number) : 0;
    if (behind != expected) {
      throw new IllegalStateException(
          behind + " bytes behind " + value + ", " + expected + " were sent");
    }
    for (int i = 0; i < expected - 1; i++) {
      if (buffer.getByte(end + 1 + i) != tailByte(number, i)) {
        throw new IllegalStateException("byte " + i + " behind " + value + " is another's");
      }
    }
    return value;
  }

  private static boolean isLong(long number) {
    return number % ONE_IN == ONE_IN - 1;
  }

  private static long number(String value) {
    return Long.parseLong(value.substring(value.lastIndexOf('-') + 1));
  }

  private static int tailLength(long number) {
    return LEAST_TAIL + (int) (number / ONE_IN % TAIL_STEPS * TAIL_STEP);
  }

  private static byte tailByte(long number, int i) {
    return (byte) (number * 31 + i * 7L + 1);
  }
}
