package io.rafthold.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.codec.MessageHeaderDecoder;
import org.agrona.DirectBuffer;
import org.agrona.sbe.MessageDecoderFlyweight;

/**
 * The first look at a message from outside, before anything of it is decoded: is it ours, of a
 * version that we read, and as long as it says.
 */
public final class MessageFrame {
  /** Length of the SBE message header in bytes. */
  public static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;

  /** Result of {@link #templateId} for bytes that are no message of this schema. */
  public static final int FOREIGN = -1;

  /** Result of {@link #templateId} for a message of a schema version that this code cannot read. */
  public static final int UNKNOWN_VERSION = -2;

  /** Result of {@link #templateId} for a message that is shorter than it says. */
  public static final int TRUNCATED = -3;

  private MessageFrame() {}

  /**
   * Returns the template id, or a negative result for what must be dropped.
   *
   * @param length bytes of the message, its header included
   * @return the template id, {@link #FOREIGN}, {@link #UNKNOWN_VERSION} or {@link #TRUNCATED}
   */
  public static int templateId(DirectBuffer buffer, int position, int length) {
    return templateId(buffer, position, length, MessageHeaderDecoder.SCHEMA_VERSION);
  }

  /**
   * Like {@link #templateId}, for what lies in a log: an older release may have written it.
   *
   * @param length bytes of the message, its header included
   * @return the template id, {@link #FOREIGN}, {@link #UNKNOWN_VERSION} or {@link #TRUNCATED}
   */
  public static int storedTemplateId(DirectBuffer buffer, int position, int length) {
    return templateId(buffer, position, length, 0);
  }

  private static int templateId(DirectBuffer buffer, int position, int length, int oldestVersion) {
    if (length < HEADER_LENGTH) {
      return TRUNCATED;
    }
    if (unsignedShort(buffer, position + MessageHeaderDecoder.schemaIdEncodingOffset())
        != MessageHeaderDecoder.SCHEMA_ID) {
      return FOREIGN;
    }
    final int version =
        unsignedShort(buffer, position + MessageHeaderDecoder.versionEncodingOffset());
    if (version < oldestVersion || version > MessageHeaderDecoder.SCHEMA_VERSION) {
      return UNKNOWN_VERSION;
    }
    if (HEADER_LENGTH + blockLength(buffer, position) > length) {
      return TRUNCATED;
    }
    return unsignedShort(buffer, position + MessageHeaderDecoder.templateIdEncodingOffset());
  }

  /**
   * Wraps a decoder around a message whose frame was checked.
   *
   * @return false where the message's block is shorter than this schema version's: it must not be
   *     read
   */
  public static boolean wrap(MessageDecoderFlyweight decoder, DirectBuffer buffer, int position) {
    final int blockLength = blockLength(buffer, position);
    if (blockLength < decoder.sbeBlockLength()) {
      return false;
    }
    decoder.wrap(
        buffer, position + HEADER_LENGTH, blockLength, MessageHeaderDecoder.SCHEMA_VERSION);
    return true;
  }

  /** Returns the length of the message's fixed block in bytes, as it says. */
  public static int blockLength(DirectBuffer buffer, int position) {
    return unsignedShort(buffer, position + MessageHeaderDecoder.blockLengthEncodingOffset());
  }

  /**
   * Returns the position of the bytes of a message's only variable-length field, which follows the
   * block and a 4-byte length.
   */
  public static int dataPosition(DirectBuffer buffer, int position) {
    return position + HEADER_LENGTH + blockLength(buffer, position) + Integer.BYTES;
  }

  /**
   * Returns the length of a message's only variable-length field.
   *
   * @param length bytes of the message
   * @return bytes, or {@link #TRUNCATED} where the field does not lie within the message
   */
  public static int dataLength(DirectBuffer buffer, int position, int length) {
    final int dataOffset = HEADER_LENGTH + blockLength(buffer, position) + Integer.BYTES;
    if (dataOffset > length) {
      return TRUNCATED;
    }
    final int dataLength = buffer.getInt(position + dataOffset - Integer.BYTES, LITTLE_ENDIAN);
    return dataLength < 0 || dataLength > length - dataOffset ? TRUNCATED : dataLength;
  }

  private static int unsignedShort(DirectBuffer buffer, int position) {
    return buffer.getShort(position, LITTLE_ENDIAN) & 0xFFFF;
  }
}
