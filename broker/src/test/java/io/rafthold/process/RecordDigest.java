package io.rafthold.process;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.agrona.DirectBuffer;

/**
 * What two readers of the same records agree on, in one line; also used without any other class.
 */
final class RecordDigest {
  private final MessageDigest digest;
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
  private byte[] field = new byte[1024];
  private long count;

  RecordDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Begins a record. */
  void add(long offset, long timestampNs) {
    count++;
    add(offset);
    add(timestampNs);
  }

  void addField(byte[] bytes) {
    add(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      digest.update(bytes);
    }
  }

  void addField(DirectBuffer buffer, int position, int length) {
    add(length);
    if (length > field.length) {
      field = new byte[2 * length];
    }
    if (length > 0) {
      buffer.getBytes(position, field, 0, length);
      digest.update(field, 0, length);
    }
  }

  private void add(long value) {
    number.putLong(0, value);
    digest.update(number.array());
  }

  long count() {
    return count;
  }

  /** Ends it. */
  String line() {
    return count + " records, SHA-256 " + HexFormat.of().formatHex(digest.digest());
  }
}
