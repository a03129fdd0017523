package io.rafthold.protocol;

import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.checksum.Crc32c;

/**
 * CRC32C (RFC 3720) over a range of a buffer, by the JDK's intrinsic. Allocates nothing off heap.
 */
public final class Checksum {
  private Checksum() {}

  /**
   * Computes the CRC32C of a range.
   *
   * @param buffer off-heap on hot paths; a heap buffer works and allocates
   * @param position first byte
   * @param length bytes
   * @return the CRC
   */
  public static int crc32c(DirectBuffer buffer, int position, int length) {
    buffer.boundsCheck(position, length);
    final byte[] array = buffer.byteArray();
    if (array == null) {
      return Crc32c.INSTANCE.compute(buffer.addressOffset(), position, length);
    }
    final CRC32C crc = new CRC32C();
    crc.update(array, buffer.wrapAdjustment() + position, length);
    return (int) crc.getValue();
  }
}
