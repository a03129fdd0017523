package io.rafthold.partition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AppendRequestDecoder;
import io.rafthold.protocol.codec.AppendRequestEncoder;
import io.rafthold.protocol.codec.AppendResponseDecoder;
import io.rafthold.protocol.codec.AppendResponseEncoder;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.HeartbeatDecoder;
import io.rafthold.protocol.codec.HeartbeatEncoder;
import io.rafthold.protocol.codec.HeartbeatResponseDecoder;
import io.rafthold.protocol.codec.HeartbeatResponseEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.RouteDecoder;
import io.rafthold.protocol.codec.RouteEncoder;
import io.rafthold.protocol.codec.VoteRequestDecoder;
import io.rafthold.protocol.codec.VoteRequestEncoder;
import io.rafthold.protocol.codec.VoteResponseDecoder;
import io.rafthold.protocol.codec.VoteResponseEncoder;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Turns the core's messages into bytes and back. One codec serves all groups of a broker; used by
 * one thread. Allocates nothing.
 */
public final class PeerCodec {
  /** Bytes of an append request before its entries. */
  public static final int APPEND_OVERHEAD =
      MessageFrame.HEADER_LENGTH + AppendRequestEncoder.BLOCK_LENGTH + Integer.BYTES;

  private final long clusterHash;
  private final int brokerId;
  private final int directoryHash;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final VoteRequestEncoder voteRequest = new VoteRequestEncoder();
  private final VoteResponseEncoder voteResponse = new VoteResponseEncoder();
  private final AppendRequestEncoder appendRequest = new AppendRequestEncoder();
  private final AppendResponseEncoder appendResponse = new AppendResponseEncoder();
  private final HeartbeatEncoder heartbeat = new HeartbeatEncoder();
  private final HeartbeatResponseEncoder heartbeatResponse = new HeartbeatResponseEncoder();
  private final VoteRequestDecoder voteRequestIn = new VoteRequestDecoder();
  private final VoteResponseDecoder voteResponseIn = new VoteResponseDecoder();
  private final AppendRequestDecoder appendRequestIn = new AppendRequestDecoder();
  private final AppendResponseDecoder appendResponseIn = new AppendResponseDecoder();
  private final HeartbeatDecoder heartbeatIn = new HeartbeatDecoder();
  private final HeartbeatResponseDecoder heartbeatResponseIn = new HeartbeatResponseDecoder();
  private int groupId;
  private int senderDirectoryHash;

  /**
   * Creates the codec of a broker.
   *
   * @param clusterHash of the cluster's id, stamped on every message
   * @param brokerId of this broker
   * @param directoryHash 32 bits of this broker's data directory id, not 0; stamped likewise
   * @throws IllegalArgumentException where the directory hash is 0
   */
  public PeerCodec(long clusterHash, int brokerId, int directoryHash) {
    if (directoryHash == 0) {
      throw new IllegalArgumentException("a directory hash must not be 0");
    }
    this.clusterHash = clusterHash;
    this.brokerId = brokerId;
    this.directoryHash = directoryHash;
  }

  /**
   * Encodes a message without entries.
   *
   * @return its length in bytes
   */
  int encode(MutableDirectBuffer buffer, int groupId, RaftMessage message) {
    return switch (message.type()) {
      case VOTE_REQUEST -> encodeVoteRequest(buffer, groupId, message, BooleanType.NO);
      case PRE_VOTE_REQUEST -> encodeVoteRequest(buffer, groupId, message, BooleanType.YES);
      case VOTE_RESPONSE -> encodeVoteResponse(buffer, groupId, message, BooleanType.NO);
      case PRE_VOTE_RESPONSE -> encodeVoteResponse(buffer, groupId, message, BooleanType.YES);
      case APPEND_RESPONSE -> encodeAppendResponse(buffer, groupId, message);
      case HEARTBEAT -> encodeHeartbeat(buffer, groupId, message);
      case HEARTBEAT_RESPONSE -> encodeHeartbeatResponse(buffer, groupId, message);
      case APPEND_REQUEST ->
          throw new IllegalArgumentException("append requests go by encodeAppend: " + message);
      case TIMEOUT_NOW, REJOIN_REQUEST, REJOIN_RESPONSE, INSTALL_REQUEST ->
          throw new IllegalArgumentException("has no form on the wire yet: " + message);
    };
  }

  /**
   * Encodes an append request around entries that stand at {@link #APPEND_OVERHEAD} of the buffer
   * already.
   *
   * @return the whole message's length in bytes
   */
  int encodeAppend(
      MutableDirectBuffer buffer,
      int groupId,
      RaftMessage message,
      int entryCount,
      int entriesLength) {
    appendRequest
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .prevIndex(message.prevIndex())
        .prevTerm(message.prevTerm())
        .commitIndex(message.commitIndex())
        .durableIndex(message.durableIndex())
        .entryCount(entryCount);
    route(appendRequest.route(), groupId, message);
    buffer.putInt(APPEND_OVERHEAD - Integer.BYTES, entriesLength, LITTLE_ENDIAN);
    return APPEND_OVERHEAD + entriesLength;
  }

  /**
   * Decodes the fixed part of a message whose frame was checked.
   *
   * @param templateId by {@link MessageFrame#templateId}
   * @return false where the message is not one of brokers, of another cluster, or not for this
   *     broker
   */
  boolean decode(DirectBuffer buffer, int position, int templateId, RaftMessage message) {
    final int block = position + MessageFrame.HEADER_LENGTH;
    final int blockLength = MessageFrame.blockLength(buffer, position);
    if (blockLength < minimumBlockLength(templateId)) {
      return false;
    }
    return switch (templateId) {
      case VoteRequestDecoder.TEMPLATE_ID -> decodeVoteRequest(buffer, block, blockLength, message);
      case VoteResponseDecoder.TEMPLATE_ID ->
          decodeVoteResponse(buffer, block, blockLength, message);
      case AppendRequestDecoder.TEMPLATE_ID ->
          decodeAppendRequest(buffer, block, blockLength, message);
      case AppendResponseDecoder.TEMPLATE_ID ->
          decodeAppendResponse(buffer, block, blockLength, message);
      case HeartbeatDecoder.TEMPLATE_ID -> decodeHeartbeat(buffer, block, blockLength, message);
      case HeartbeatResponseDecoder.TEMPLATE_ID ->
          decodeHeartbeatResponse(buffer, block, blockLength, message);
      default -> false;
    };
  }

  /** Returns the group of the message that {@link #decode} accepted last. */
  int decodedGroupId() {
    return groupId;
  }

  /** Returns the hash of its sender's data directory. */
  int decodedDirectoryHash() {
    return senderDirectoryHash;
  }

  /** Returns the number of entries that the append request decoded last announces. */
  int decodedEntryCount() {
    return appendRequestIn.entryCount();
  }

  private void route(RouteEncoder route, int groupId, RaftMessage message) {
    route
        .clusterHash(clusterHash)
        .groupId(groupId)
        .fromBroker(brokerId)
        .toBroker(message.to())
        .directoryHash(directoryHash);
  }

  private boolean acceptRoute(RouteDecoder route, RaftMessage message, MessageType type) {
    groupId = route.groupId();
    senderDirectoryHash = route.directoryHash();
    message.reset(type, route.fromBroker(), route.toBroker());
    return route.clusterHash() == clusterHash && route.toBroker() == brokerId;
  }

  private static int minimumBlockLength(int templateId) {
    return switch (templateId) {
      case VoteRequestDecoder.TEMPLATE_ID -> VoteRequestDecoder.BLOCK_LENGTH;
      case VoteResponseDecoder.TEMPLATE_ID -> VoteResponseDecoder.BLOCK_LENGTH;
      case AppendRequestDecoder.TEMPLATE_ID -> AppendRequestDecoder.BLOCK_LENGTH;
      case AppendResponseDecoder.TEMPLATE_ID -> AppendResponseDecoder.BLOCK_LENGTH;
      case HeartbeatDecoder.TEMPLATE_ID -> HeartbeatDecoder.BLOCK_LENGTH;
      case HeartbeatResponseDecoder.TEMPLATE_ID -> HeartbeatResponseDecoder.BLOCK_LENGTH;
      default -> Integer.MAX_VALUE;
    };
  }

  private int encodeVoteRequest(
      MutableDirectBuffer buffer, int groupId, RaftMessage message, BooleanType preVote) {
    voteRequest
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .lastLogIndex(message.prevIndex())
        .lastLogTerm(message.prevTerm())
        .preVote(preVote);
    route(voteRequest.route(), groupId, message);
    return MessageFrame.HEADER_LENGTH + VoteRequestEncoder.BLOCK_LENGTH;
  }

  private boolean decodeVoteRequest(
      DirectBuffer buffer, int block, int blockLength, RaftMessage message) {
    voteRequestIn.wrap(buffer, block, blockLength, VoteRequestDecoder.SCHEMA_VERSION);
    final boolean preVote = voteRequestIn.preVote() == BooleanType.YES;
    final boolean accepted =
        acceptRoute(
            voteRequestIn.route(),
            message,
            preVote ? MessageType.PRE_VOTE_REQUEST : MessageType.VOTE_REQUEST);
    message
        .term(voteRequestIn.term())
        .prevIndex(voteRequestIn.lastLogIndex())
        .prevTerm(voteRequestIn.lastLogTerm());
    return accepted;
  }

  private int encodeVoteResponse(
      MutableDirectBuffer buffer, int groupId, RaftMessage message, BooleanType preVote) {
    voteResponse
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .preVote(preVote)
        .granted(message.granted() ? BooleanType.YES : BooleanType.NO);
    route(voteResponse.route(), groupId, message);
    return MessageFrame.HEADER_LENGTH + VoteResponseEncoder.BLOCK_LENGTH;
  }

  private boolean decodeVoteResponse(
      DirectBuffer buffer, int block, int blockLength, RaftMessage message) {
    voteResponseIn.wrap(buffer, block, blockLength, VoteResponseDecoder.SCHEMA_VERSION);
    final boolean preVote = voteResponseIn.preVote() == BooleanType.YES;
    final boolean accepted =
        acceptRoute(
            voteResponseIn.route(),
            message,
            preVote ? MessageType.PRE_VOTE_RESPONSE : MessageType.VOTE_RESPONSE);
    message.term(voteResponseIn.term()).granted(voteResponseIn.granted() == BooleanType.YES);
    return accepted;
  }

  private boolean decodeAppendRequest(
      DirectBuffer buffer, int block, int blockLength, RaftMessage message) {
    appendRequestIn.wrap(buffer, block, blockLength, AppendRequestDecoder.SCHEMA_VERSION);
    final boolean accepted =
        acceptRoute(appendRequestIn.route(), message, MessageType.APPEND_REQUEST);
    message
        .term(appendRequestIn.term())
        .prevIndex(appendRequestIn.prevIndex())
        .prevTerm(appendRequestIn.prevTerm())
        .lastIndex(appendRequestIn.prevIndex() + appendRequestIn.entryCount())
        .commitIndex(appendRequestIn.commitIndex())
        .durableIndex(appendRequestIn.durableIndex());
    return accepted;
  }

  private int encodeAppendResponse(MutableDirectBuffer buffer, int groupId, RaftMessage message) {
    appendResponse
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .matchIndex(message.matchIndex())
        .flushedIndex(message.flushedIndex())
        .hintIndex(message.hintIndex())
        .hintTerm(message.hintTerm())
        .success(message.granted() ? BooleanType.YES : BooleanType.NO);
    route(appendResponse.route(), groupId, message);
    return MessageFrame.HEADER_LENGTH + AppendResponseEncoder.BLOCK_LENGTH;
  }

  private boolean decodeAppendResponse(
      DirectBuffer buffer, int block, int blockLength, RaftMessage message) {
    appendResponseIn.wrap(buffer, block, blockLength, AppendResponseDecoder.SCHEMA_VERSION);
    final boolean accepted =
        acceptRoute(appendResponseIn.route(), message, MessageType.APPEND_RESPONSE);
    message
        .term(appendResponseIn.term())
        .matchIndex(appendResponseIn.matchIndex())
        .flushedIndex(appendResponseIn.flushedIndex())
        .hintIndex(appendResponseIn.hintIndex())
        .hintTerm(appendResponseIn.hintTerm())
        .granted(appendResponseIn.success() == BooleanType.YES);
    return accepted;
  }

  private int encodeHeartbeat(MutableDirectBuffer buffer, int groupId, RaftMessage message) {
    heartbeat
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .commitIndex(message.commitIndex())
        .durableIndex(message.durableIndex());
    route(heartbeat.route(), groupId, message);
    return MessageFrame.HEADER_LENGTH + HeartbeatEncoder.BLOCK_LENGTH;
  }

  private boolean decodeHeartbeat(
      DirectBuffer buffer, int block, int blockLength, RaftMessage message) {
    heartbeatIn.wrap(buffer, block, blockLength, HeartbeatDecoder.SCHEMA_VERSION);
    final boolean accepted = acceptRoute(heartbeatIn.route(), message, MessageType.HEARTBEAT);
    message
        .term(heartbeatIn.term())
        .commitIndex(heartbeatIn.commitIndex())
        .durableIndex(heartbeatIn.durableIndex());
    return accepted;
  }

  private int encodeHeartbeatResponse(
      MutableDirectBuffer buffer, int groupId, RaftMessage message) {
    heartbeatResponse
        .wrapAndApplyHeader(buffer, 0, header)
        .term(message.term())
        .matchIndex(message.matchIndex())
        .flushedIndex(message.flushedIndex());
    route(heartbeatResponse.route(), groupId, message);
    return MessageFrame.HEADER_LENGTH + HeartbeatResponseEncoder.BLOCK_LENGTH;
  }

  private boolean decodeHeartbeatResponse(
      DirectBuffer buffer, int block, int blockLength, RaftMessage message) {
    heartbeatResponseIn.wrap(buffer, block, blockLength, HeartbeatResponseDecoder.SCHEMA_VERSION);
    final boolean accepted =
        acceptRoute(heartbeatResponseIn.route(), message, MessageType.HEARTBEAT_RESPONSE);
    message
        .term(heartbeatResponseIn.term())
        .matchIndex(heartbeatResponseIn.matchIndex())
        .flushedIndex(heartbeatResponseIn.flushedIndex());
    return accepted;
  }
}
