package io.rafthold.partition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.InstallRequestDecoder;
import io.rafthold.protocol.codec.InstallRequestEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The message by which a follower's log begins anew (dissertation 5), one part of the state that
 * comes along in each. Flyweights of one thread.
 */
final class InstallCodec {
  /** Bytes of a request before its part of the state. */
  static final int OVERHEAD =
      MessageFrame.HEADER_LENGTH + InstallRequestEncoder.BLOCK_LENGTH + Integer.BYTES;

  private final RouteStamp route;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final InstallRequestEncoder request = new InstallRequestEncoder();
  private final InstallRequestDecoder requestIn = new InstallRequestDecoder();
  private DirectBuffer source;
  private int chunkOffset;
  private int chunkLength;

  InstallCodec(RouteStamp route) {
    this.route = route;
  }

  /**
   * Encodes a request with the part of the state that starts at a position.
   *
   * @return its length in bytes
   */
  int encode(
      MutableDirectBuffer buffer,
      int groupId,
      RaftMessage message,
      byte[] state,
      int stateCrc,
      int position,
      int length) {
    request
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .prevIndex(message.prevIndex())
        .prevTerm(message.prevTerm())
        .commitIndex(message.commitIndex())
        .durableIndex(message.durableIndex())
        .stateLength(state.length)
        .chunkPosition(position)
        .stateCrc(Integer.toUnsignedLong(stateCrc));
    route.write(request.route(), groupId, message.to());
    buffer.putInt(OVERHEAD - Integer.BYTES, length, LITTLE_ENDIAN);
    buffer.putBytes(OVERHEAD, state, position, length);
    return OVERHEAD + length;
  }

  /** Decodes a request whose frame was checked. */
  boolean decode(DirectBuffer buffer, int position, int length, RaftMessage message) {
    chunkLength = MessageFrame.dataLength(buffer, position, length);
    if (!MessageFrame.wrap(requestIn, buffer, position)
        || !route.read(requestIn.route())
        || chunkLength < 0
        || requestIn.stateLength() <= 0
        || requestIn.stateLength() > StartState.MAX_LENGTH
        || requestIn.chunkPosition() < 0
        || requestIn.chunkPosition() > requestIn.stateLength() - chunkLength) {
      return false;
    }
    source = buffer;
    chunkOffset = MessageFrame.dataPosition(buffer, position);
    message
        .reset(MessageType.INSTALL_REQUEST, route.sender(), route.brokerId())
        .term(requestIn.term())
        .prevIndex(requestIn.prevIndex())
        .prevTerm(requestIn.prevTerm())
        .commitIndex(requestIn.commitIndex())
        .durableIndex(requestIn.durableIndex());
    return true;
  }

  /** Returns the bytes of the whole state. */
  int stateLength() {
    return requestIn.stateLength();
  }

  /** Returns the CRC of the whole state. */
  int stateCrc() {
    return (int) requestIn.stateCrc();
  }

  /** Returns where in the state the part of the request decoded last starts. */
  int chunkPosition() {
    return requestIn.chunkPosition();
  }

  int chunkLength() {
    return chunkLength;
  }

  /** Copies some of that part; only while the message is there. */
  void copyChunk(int from, byte[] into, int position, int length) {
    source.getBytes(chunkOffset + from, into, position, length);
  }
}
