package io.rafthold.partition;

import io.rafthold.log.NewerFormatException;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.NameRule;
import io.rafthold.protocol.codec.CursorAction;
import io.rafthold.protocol.codec.CursorMovedDecoder;
import io.rafthold.protocol.codec.CursorMovedEncoder;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** The body of a cursor entry: what the cursor is from there on, whatever it was. */
final class CursorCodec {
  /** Most bytes that a body takes. */
  static final int MAX_LENGTH =
      MessageFrame.HEADER_LENGTH
          + CursorMovedEncoder.BLOCK_LENGTH
          + CursorMovedEncoder.consumerGroupHeaderLength()
          + NameRule.MAX_LENGTH;

  private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
  private final CursorMovedEncoder encoder = new CursorMovedEncoder();
  private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
  private final CursorMovedDecoder decoder = new CursorMovedDecoder();

  /**
   * Encodes a body at the start of a buffer of {@link #MAX_LENGTH} or more.
   *
   * @param move whose offset is what the cursor gets
   * @return bytes
   */
  int encode(MutableDirectBuffer buffer, CursorMove move) {
    encoder
        .wrapAndApplyHeader(buffer, 0, headerEncoder)
        .epoch(move.epoch())
        .memberId(move.memberId())
        .sequence(move.sequence())
        .cursorOffset(move.offset())
        .action(move.action())
        .consumerGroup(move.group());
    return MessageFrame.HEADER_LENGTH + encoder.encodedLength();
  }

  /**
   * Decodes a body. Each length is checked before it is followed.
   *
   * @param index of the entry, for the error
   * @throws NewerFormatException where a later version wrote it
   * @throws IllegalStateException where it is no cursor's
   */
  CursorMove decode(DirectBuffer buffer, int position, int length, long index) {
    final int template = MessageFrame.storedTemplateId(buffer, position, length);
    if (template == MessageFrame.UNKNOWN_VERSION) {
      headerDecoder.wrap(buffer, position);
      throw new NewerFormatException(
          "entry " + index, 0, headerDecoder.version(), MessageHeaderDecoder.SCHEMA_VERSION);
    }
    final int nameLength =
        template == CursorMovedDecoder.TEMPLATE_ID
                && MessageFrame.blockLength(buffer, position) >= CursorMovedDecoder.BLOCK_LENGTH
            ? MessageFrame.dataLength(buffer, position, length)
            : MessageFrame.TRUNCATED;
    if (nameLength < 0 || nameLength > NameRule.MAX_LENGTH) {
      throw new IllegalStateException("entry " + index + " is no cursor's");
    }
    decoder.wrapAndApplyHeader(buffer, position, headerDecoder);
    final String name =
        buffer.getStringWithoutLengthAscii(MessageFrame.dataPosition(buffer, position), nameLength);
    final CursorMove move =
        new CursorMove(
            decoder.action(),
            name,
            decoder.memberId(),
            decoder.epoch(),
            decoder.sequence(),
            decoder.cursorOffset());
    if (!isSound(move)) {
      throw new IllegalStateException("entry " + index + " moves a cursor so: " + move);
    }
    return move;
  }

  /**
   * Tells whether a body is a cursor's, or of a later version, which only who applies it refuses.
   *
   * @param index of the entry
   */
  boolean isKnown(DirectBuffer buffer, int position, int length, long index) {
    try {
      return decode(buffer, position, length, index) != null;
    } catch (final NewerFormatException later) {
      return true;
    } catch (final IllegalStateException garbage) {
      return false;
    }
  }

  private static boolean isSound(CursorMove move) {
    return NameRule.isValid(move.group())
        && move.action() != CursorAction.NULL_VAL
        && move.action() != CursorAction.SBE_UNKNOWN
        && move.epoch() >= 0
        && move.sequence() >= 0
        && move.offset() >= Cursor.NO_OFFSET;
  }
}
