package io.rafthold.partition;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.RejoinRequestDecoder;
import io.rafthold.protocol.codec.RejoinRequestEncoder;
import io.rafthold.protocol.codec.RejoinResponseDecoder;
import io.rafthold.protocol.codec.RejoinResponseEncoder;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The messages of the rejoin rule (docs/architecture.md): how a replica that may have forgotten
 * entries learns how far it must catch up. Flyweights of one thread.
 */
final class RejoinCodec {
  private final RouteStamp route;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final RejoinRequestEncoder request = new RejoinRequestEncoder();
  private final RejoinResponseEncoder response = new RejoinResponseEncoder();
  private final RejoinRequestDecoder requestIn = new RejoinRequestDecoder();
  private final RejoinResponseDecoder responseIn = new RejoinResponseDecoder();

  RejoinCodec(RouteStamp route) {
    this.route = route;
  }

  int encodeRequest(MutableDirectBuffer buffer, int groupId, RaftMessage message) {
    request.wrapAndApplyHeader(buffer, 0, header).term(message.term()).life(message.life());
    route.write(request.route(), groupId, message.to());
    return MessageFrame.HEADER_LENGTH + RejoinRequestEncoder.BLOCK_LENGTH;
  }

  boolean decodeRequest(DirectBuffer buffer, int position, RaftMessage message) {
    if (!MessageFrame.wrap(requestIn, buffer, position) || !route.read(requestIn.route())) {
      return false;
    }
    message
        .reset(MessageType.REJOIN_REQUEST, route.sender(), route.brokerId())
        .term(requestIn.term())
        .life(requestIn.life());
    return true;
  }

  int encodeResponse(MutableDirectBuffer buffer, int groupId, RaftMessage message) {
    response
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .life(message.life())
        .lastIndex(message.lastIndex());
    route.write(response.route(), groupId, message.to());
    return MessageFrame.HEADER_LENGTH + RejoinResponseEncoder.BLOCK_LENGTH;
  }

  boolean decodeResponse(DirectBuffer buffer, int position, RaftMessage message) {
    if (!MessageFrame.wrap(responseIn, buffer, position) || !route.read(responseIn.route())) {
      return false;
    }
    message
        .reset(MessageType.REJOIN_RESPONSE, route.sender(), route.brokerId())
        .term(responseIn.term())
        .life(responseIn.life())
        .lastIndex(responseIn.lastIndex());
    return true;
  }
}
