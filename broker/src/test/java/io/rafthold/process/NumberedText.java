package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

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
    if (number % ONE_IN != ONE_IN - 1) {
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
    if (end < position + length) {
      verifyTail(value, buffer, end + 1, position + length - end - 1);
    }
    return value;
  }

  private static void verifyTail(String value, DirectBuffer buffer, int position, int length) {
    final long number = number(value);
    assertThat(length).as("bytes behind %s", value).isEqualTo(tailLength(number));
    for (int i = 0; i < length; i++) {
      if (buffer.getByte(position + i) != tailByte(number, i)) {
        throw new AssertionError("byte " + i + " behind " + value + " is not what was sent");
      }
    }
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
