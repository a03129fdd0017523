package io.rafthold.partition;

import static io.rafthold.partition.Flags.code;
import static io.rafthold.partition.Flags.isSet;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AppendRequestDecoder;
import io.rafthold.protocol.codec.AppendRequestEncoder;
import io.rafthold.protocol.codec.AppendResponseDecoder;
import io.rafthold.protocol.codec.AppendResponseEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** The messages of replication (dissertation 3.5). Flyweights of one thread. */
final class AppendCodec {
  /** Bytes of an append request before its entries. */
  static final int OVERHEAD =
      MessageFrame.HEADER_LENGTH + AppendRequestEncoder.BLOCK_LENGTH + Integer.BYTES;

  private final RouteStamp route;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final AppendRequestEncoder request = new AppendRequestEncoder();
  private final AppendResponseEncoder response = new AppendResponseEncoder();
  private final AppendRequestDecoder requestIn = new AppendRequestDecoder();
  private final AppendResponseDecoder responseIn = new AppendResponseDecoder();

  AppendCodec(RouteStamp route) {
    this.route = route;
  }

  int encodeRequest(
      MutableDirectBuffer buffer,
      int groupId,
      RaftMessage message,
      int entryCount,
      int entriesLength) {
    request
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .prevIndex(message.prevIndex())
        .prevTerm(message.prevTerm())
        .commitIndex(message.commitIndex())
        .durableIndex(message.durableIndex())
        .entryCount(entryCount);
    route.write(request.route(), groupId, message.to());
    buffer.putInt(OVERHEAD - Integer.BYTES, entriesLength, LITTLE_ENDIAN);
    return OVERHEAD + entriesLength;
  }

  boolean decodeRequest(DirectBuffer buffer, int position, RaftMessage message) {
    if (!MessageFrame.wrap(requestIn, buffer, position) || !route.read(requestIn.route())) {
      return false;
    }
    message
        .reset(MessageType.APPEND_REQUEST, route.sender(), route.brokerId())
        .term(requestIn.term())
        .prevIndex(requestIn.prevIndex())
        .prevTerm(requestIn.prevTerm())
        .lastIndex(requestIn.prevIndex() + requestIn.entryCount())
        .commitIndex(requestIn.commitIndex())
        .durableIndex(requestIn.durableIndex());
    return true;
  }

  /** Returns the number of entries that the request decoded last announces. */
  int decodedEntryCount() {
    return requestIn.entryCount();
  }

  int encodeResponse(MutableDirectBuffer buffer, int groupId, RaftMessage message) {
    response
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .matchIndex(message.matchIndex())
        .flushedIndex(message.flushedIndex())
        .hintIndex(message.hintIndex())
        .hintTerm(message.hintTerm())
        .success(code(message.granted()))
        .rejoining(code(message.isRejoining()))
        .life(message.life());
    route.write(response.route(), groupId, message.to());
    return MessageFrame.HEADER_LENGTH + AppendResponseEncoder.BLOCK_LENGTH;
  }

  boolean decodeResponse(DirectBuffer buffer, int position, RaftMessage message) {
    if (!MessageFrame.wrap(responseIn, buffer, position) || !route.read(responseIn.route())) {
      return false;
    }
    message
        .reset(MessageType.APPEND_RESPONSE, route.sender(), route.brokerId())
        .term(responseIn.term())
        .matchIndex(responseIn.matchIndex())
        .flushedIndex(responseIn.flushedIndex())
        .hintIndex(responseIn.hintIndex())
        .hintTerm(responseIn.hintTerm())
        .granted(isSet(responseIn.success()))
        .rejoining(isSet(responseIn.rejoining()))
        .life(responseIn.life());
    return true;
  }
}
