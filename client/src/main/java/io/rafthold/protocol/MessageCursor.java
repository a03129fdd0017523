package io.rafthold.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Walks the repeating groups and variable-length fields of a message before a decoder does, so that
 * no length in it reaches beyond the message. Reusable; allocates nothing unless it throws; not
 * thread-safe. Call {@link MessageFrame#templateId} first.
 */
public final class MessageCursor {
  private DirectBuffer buffer;
  private int position;
  private int end;
  private int groupBlockLength;

  /**
   * Starts behind the fixed block.
   *
   * @param source readable until the walk ends
   * @param start of the message, its header included
   * @param length of the message
   * @param leastBlockLength that this code's decoder reads
   * @return this
   * @throws MalformedException where the block is shorter
   */
  public MessageCursor wrap(DirectBuffer source, int start, int length, int leastBlockLength) {
    final int blockLength = MessageFrame.blockLength(source, start);
    if (blockLength < leastBlockLength) {
      throw new MalformedException("block length " + blockLength + " is below " + leastBlockLength);
    }
    buffer = source;
    position = start + MessageFrame.HEADER_LENGTH;
    end = start + length;
    skip(blockLength, "block length");
    return this;
  }

  /**
   * Steps over the header of a repeating group; {@link #element} steps over each element's block.
   *
   * @param leastBlockLength that this code's decoder reads
   * @return number of elements
   * @throws MalformedException where the header, or the elements' blocks, lie beyond the message
   */
  public int group(int leastBlockLength) {
    require(Integer.BYTES, "group header");
    groupBlockLength = unsignedShort(position);
    final int count = unsignedShort(position + Short.BYTES);
    position += Integer.BYTES;
    if (groupBlockLength < leastBlockLength) {
      throw new MalformedException(
          "group block length " + groupBlockLength + " is below " + leastBlockLength);
    }
    if ((long) groupBlockLength * count > end - position) {
      throw new MalformedException("a group of " + count + " elements reaches beyond the message");
    }
    return count;
  }

  /** Returns the block length of the group last entered. */
  public int groupBlockLength() {
    return groupBlockLength;
  }

  /**
   * Steps over one element's block.
   *
   * @param blockLength of the element's group
   */
  public void element(int blockLength) {
    skip(blockLength, "group element");
  }

  /**
   * Steps over a variable-length field.
   *
   * @param maxLength the named limit of the field
   * @return its length in bytes
   * @throws MalformedException where it is above the limit or reaches beyond the message
   */
  public int data(int maxLength) {
    require(Integer.BYTES, "field length");
    final int length = buffer.getInt(position, LITTLE_ENDIAN);
    position += Integer.BYTES;
    if (length < 0 || length > maxLength) {
      throw new MalformedException("field length " + length + " is not within 0 and " + maxLength);
    }
    skip(length, "field length");
    return length;
  }

  private void skip(int bytes, String what) {
    require(bytes, what);
    position += bytes;
  }

  private void require(int bytes, String what) {
    if (bytes > end - position) {
      throw new MalformedException(what + " " + bytes + " reaches beyond the message");
    }
  }

  private int unsignedShort(int at) {
    return buffer.getShort(at, LITTLE_ENDIAN) & 0xFFFF;
  }
}
