package io.rafthold.process;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** Grows by numbers and fields; each field is led by its length, -1 for none. */
final class RecordBytes {
  private byte[] bytes = new byte[1 << 20];
  private int length;

  void addLong(long value) {
    final int at = reserve(Long.BYTES);
    ByteBuffer.wrap(bytes).putLong(at, value);
  }

  void addField(byte[] field) {
    addLong(field == null ? -1 : field.length);
    if (field != null) {
      final int at = reserve(field.length);
      System.arraycopy(field, 0, bytes, at, field.length);
    }
  }

  void addField(DirectBuffer buffer, int position, int fieldLength) {
    addLong(fieldLength);
    if (fieldLength > 0) {
      final int at = reserve(fieldLength);
      buffer.getBytes(position, bytes, at, fieldLength);
    }
  }

  private int reserve(int more) {
    final int at = length;
    length += more;
    if (length > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    return at;
  }

  boolean isSameAs(RecordBytes other) {
    return Arrays.equals(bytes, 0, length, other.bytes, 0, other.length);
  }
}
