package io.rafthold.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.RecordsPushEncoder;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Collects committed batches into one records message; one thread at a time. */
final class PushBuffer {
  /** Batch bytes after which a message is closed; a single batch may be larger. */
  static final int TARGET_BYTES = 64 * 1024;

  private static final int OVERHEAD =
      MessageFrame.HEADER_LENGTH + RecordsPushEncoder.BLOCK_LENGTH + Integer.BYTES;

  private final UnsafeBuffer buffer;
  private final int maxMessageLength;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final RecordsPushEncoder encoder = new RecordsPushEncoder();
  private int position = OVERHEAD;

  /** Makes one that has room for the largest message at once. */
  PushBuffer(int maxMessageLength) {
    this(maxMessageLength, maxMessageLength);
  }

  /** Makes one that grows where a batch needs it. */
  static PushBuffer growing(int maxMessageLength) {
    return new PushBuffer(Math.min(OVERHEAD + TARGET_BYTES, maxMessageLength), maxMessageLength);
  }

  private PushBuffer(int initialLength, int maxMessageLength) {
    buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(initialLength));
    this.maxMessageLength = maxMessageLength;
  }

  void clear() {
    position = OVERHEAD;
  }

  boolean isEmpty() {
    return position == OVERHEAD;
  }

  int batchBytes() {
    return position - OVERHEAD;
  }

  /** Adds a batch; false where it belongs into the next message. */
  boolean add(DirectBuffer source, int sourcePosition, int length) {
    if (!isEmpty() && position + length > OVERHEAD + TARGET_BYTES) {
      return false;
    }
    if (position + length > buffer.capacity()) {
      grow(length);
    }
    buffer.putBytes(position, source, sourcePosition, length);
    position += length;
    return true;
  }

  /** Only the first batch of a message may need it: nothing is in the way. */
  private void grow(int length) {
    if (position + length > maxMessageLength) {
      throw new IllegalStateException(
          String.format(
              "a batch of %d bytes is more than the %d that a message holds: raise"
                  + " aeron.term.length to what it was when the batch was appended",
              length, maxMessageLength));
    }
    buffer.wrap(ByteBuffer.allocateDirect(position + length));
  }

  /** Offers the message; false where it was not taken. */
  boolean offer(ClientSession session, long subscriptionId, long endOffset, long durableOffset) {
    encoder
        .wrapAndApplyHeader(buffer, 0, header)
        .subscriptionId(subscriptionId)
        .endOffset(endOffset)
        .durableOffset(durableOffset);
    buffer.putInt(OVERHEAD - Integer.BYTES, batchBytes(), LITTLE_ENDIAN);
    return session.offer(buffer, position);
  }
}
