package io.rafthold.partition;

import static io.rafthold.partition.Flags.code;
import static io.rafthold.partition.Flags.isSet;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.TimeoutNowDecoder;
import io.rafthold.protocol.codec.TimeoutNowEncoder;
import io.rafthold.protocol.codec.VoteRequestDecoder;
import io.rafthold.protocol.codec.VoteRequestEncoder;
import io.rafthold.protocol.codec.VoteResponseDecoder;
import io.rafthold.protocol.codec.VoteResponseEncoder;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The messages of an election (dissertation 3.4, 9.6) and the one that orders it (3.10). Flyweights
 * of one thread.
 */
final class VoteCodec {
  private final RouteStamp route;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final VoteRequestEncoder request = new VoteRequestEncoder();
  private final VoteResponseEncoder response = new VoteResponseEncoder();
  private final TimeoutNowEncoder timeoutNow = new TimeoutNowEncoder();
  private final VoteRequestDecoder requestIn = new VoteRequestDecoder();
  private final VoteResponseDecoder responseIn = new VoteResponseDecoder();
  private final TimeoutNowDecoder timeoutNowIn = new TimeoutNowDecoder();

  VoteCodec(RouteStamp route) {
    this.route = route;
  }

  int encodeRequest(
      MutableDirectBuffer buffer, int groupId, RaftMessage message, boolean isPreVote) {
    request
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .lastLogIndex(message.prevIndex())
        .lastLogTerm(message.prevTerm())
        .preVote(code(isPreVote))
        .transfer(code(message.isTransfer()))
        .unanimous(code(message.isUnanimous()))
        .life(message.life());
    route.write(request.route(), groupId, message.to());
    return MessageFrame.HEADER_LENGTH + VoteRequestEncoder.BLOCK_LENGTH;
  }

  boolean decodeRequest(DirectBuffer buffer, int position, RaftMessage message) {
    if (!MessageFrame.wrap(requestIn, buffer, position) || !route.read(requestIn.route())) {
      return false;
    }
    message
        .reset(
            isSet(requestIn.preVote()) ? MessageType.PRE_VOTE_REQUEST : MessageType.VOTE_REQUEST,
            route.sender(),
            route.brokerId())
        .term(requestIn.term())
        .prevIndex(requestIn.lastLogIndex())
        .prevTerm(requestIn.lastLogTerm())
        .transfer(isSet(requestIn.transfer()))
        .unanimous(isSet(requestIn.unanimous()))
        .life(requestIn.life());
    return true;
  }

  int encodeResponse(
      MutableDirectBuffer buffer, int groupId, RaftMessage message, boolean isPreVote) {
    response
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .preVote(code(isPreVote))
        .granted(code(message.granted()))
        .rejoining(code(message.isRejoining()))
        .life(message.life())
        .commitIndex(message.commitIndex());
    route.write(response.route(), groupId, message.to());
    return MessageFrame.HEADER_LENGTH + VoteResponseEncoder.BLOCK_LENGTH;
  }

  boolean decodeResponse(DirectBuffer buffer, int position, RaftMessage message) {
    if (!MessageFrame.wrap(responseIn, buffer, position) || !route.read(responseIn.route())) {
      return false;
    }
    message
        .reset(
            isSet(responseIn.preVote()) ? MessageType.PRE_VOTE_RESPONSE : MessageType.VOTE_RESPONSE,
            route.sender(),
            route.brokerId())
        .term(responseIn.term())
        .granted(isSet(responseIn.granted()))
        .rejoining(isSet(responseIn.rejoining()))
        .life(responseIn.life())
        .commitIndex(responseIn.commitIndex());
    return true;
  }

  int encodeTimeoutNow(MutableDirectBuffer buffer, int groupId, RaftMessage message) {
    timeoutNow.wrapAndApplyHeader(buffer, 0, header).term(message.term());
    route.write(timeoutNow.route(), groupId, message.to());
    return MessageFrame.HEADER_LENGTH + TimeoutNowEncoder.BLOCK_LENGTH;
  }

  boolean decodeTimeoutNow(DirectBuffer buffer, int position, RaftMessage message) {
    if (!MessageFrame.wrap(timeoutNowIn, buffer, position) || !route.read(timeoutNowIn.route())) {
      return false;
    }
    message
        .reset(MessageType.TIMEOUT_NOW, route.sender(), route.brokerId())
        .term(timeoutNowIn.term());
    return true;
  }
}
