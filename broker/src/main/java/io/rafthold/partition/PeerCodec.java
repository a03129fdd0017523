package io.rafthold.partition;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AppendRequestDecoder;
import io.rafthold.protocol.codec.AppendResponseDecoder;
import io.rafthold.protocol.codec.RejoinRequestDecoder;
import io.rafthold.protocol.codec.RejoinResponseDecoder;
import io.rafthold.protocol.codec.TimeoutNowDecoder;
import io.rafthold.protocol.codec.VoteRequestDecoder;
import io.rafthold.protocol.codec.VoteResponseDecoder;
import io.rafthold.raft.RaftMessage;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Turns the core's messages into bytes and back. One codec serves all groups of a broker; used by
 * one thread. Allocates nothing.
 */
public final class PeerCodec {
  /** Bytes of an append request before its entries. */
  public static final int APPEND_OVERHEAD = AppendCodec.OVERHEAD;

  private final RouteStamp route;
  private final VoteCodec votes;
  private final AppendCodec appends;
  private final RejoinCodec rejoins;
  private final HeartbeatCodec heartbeats;
  private final InstallCodec installs;

  /**
   * Creates the codec of a broker.
   *
   * @param clusterHash of the cluster's id, stamped on every message
   * @param brokerId of this broker
   * @param directoryHash 32 bits of this broker's data directory id, not 0; stamped likewise
   * @throws IllegalArgumentException where the directory hash is 0
   */
  public PeerCodec(long clusterHash, int brokerId, int directoryHash) {
    route = new RouteStamp(clusterHash, brokerId, directoryHash);
    votes = new VoteCodec(route);
    appends = new AppendCodec(route);
    rejoins = new RejoinCodec(route);
    heartbeats = new HeartbeatCodec(route);
    installs = new InstallCodec(route);
  }

  /**
   * Names the disks that this broker's messages tell of, and those of others.
   *
   * @param disks kept by this broker
   */
  public void room(DiskRoom disks) {
    heartbeats.room(disks);
  }

  /**
   * Encodes a message that goes alone and has no entries.
   *
   * @return its length in bytes
   */
  int encode(MutableDirectBuffer buffer, int groupId, RaftMessage message) {
    return switch (message.type()) {
      case VOTE_REQUEST -> votes.encodeRequest(buffer, groupId, message, false);
      case PRE_VOTE_REQUEST -> votes.encodeRequest(buffer, groupId, message, true);
      case VOTE_RESPONSE -> votes.encodeResponse(buffer, groupId, message, false);
      case PRE_VOTE_RESPONSE -> votes.encodeResponse(buffer, groupId, message, true);
      case APPEND_RESPONSE -> appends.encodeResponse(buffer, groupId, message);
      case TIMEOUT_NOW -> votes.encodeTimeoutNow(buffer, groupId, message);
      case REJOIN_REQUEST -> rejoins.encodeRequest(buffer, groupId, message);
      case REJOIN_RESPONSE -> rejoins.encodeResponse(buffer, groupId, message);
      case APPEND_REQUEST, INSTALL_REQUEST, HEARTBEAT, HEARTBEAT_RESPONSE ->
          throw new IllegalArgumentException("goes another way: " + message);
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
    return appends.encodeRequest(buffer, groupId, message, entryCount, entriesLength);
  }

  /**
   * Decodes the fixed part of a message whose frame was checked.
   *
   * @param templateId by {@link MessageFrame#templateId}
   * @return false where the message is not one of brokers that goes alone, of another cluster, or
   *     not for this broker
   */
  boolean decode(DirectBuffer buffer, int position, int templateId, RaftMessage message) {
    return switch (templateId) {
      case VoteRequestDecoder.TEMPLATE_ID -> votes.decodeRequest(buffer, position, message);
      case VoteResponseDecoder.TEMPLATE_ID -> votes.decodeResponse(buffer, position, message);
      case AppendRequestDecoder.TEMPLATE_ID -> appends.decodeRequest(buffer, position, message);
      case AppendResponseDecoder.TEMPLATE_ID -> appends.decodeResponse(buffer, position, message);
      case TimeoutNowDecoder.TEMPLATE_ID -> votes.decodeTimeoutNow(buffer, position, message);
      case RejoinRequestDecoder.TEMPLATE_ID -> rejoins.decodeRequest(buffer, position, message);
      case RejoinResponseDecoder.TEMPLATE_ID -> rejoins.decodeResponse(buffer, position, message);
      default -> false;
    };
  }

  /** Returns the codec of what goes in bundles. */
  HeartbeatCodec heartbeats() {
    return heartbeats;
  }

  /** Returns the codec of what begins a follower's log anew. */
  InstallCodec installs() {
    return installs;
  }

  /** Returns whence the message decoded last came. */
  RouteStamp route() {
    return route;
  }

  /** Returns the number of entries that the append request decoded last announces. */
  int decodedEntryCount() {
    return appends.decodedEntryCount();
  }
}
