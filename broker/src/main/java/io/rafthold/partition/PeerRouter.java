package io.rafthold.partition;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import java.util.function.IntFunction;
import org.agrona.DirectBuffer;

/**
 * Takes messages of other brokers in: whatever is malformed, foreign, of another cluster or of an
 * unknown sender is counted and dropped; the rest reaches its group's replica. One thread.
 */
public final class PeerRouter implements PeerMessageHandler {
  /** Furthest that a message's term may be ahead of a replica's own: elections of many years. */
  static final long MAX_TERM_JUMP = 1L << 32;

  private final PeerCodec codec;
  private final PeerRegistry peers;
  private final IntFunction<Replica> replicas;
  private final ReplicaWakeup wakeup;
  private final RaftMessage message = new RaftMessage();
  private long nowNs;
  private long appends;
  private long malformed;
  private long foreign;
  private long unknownGroup;

  /**
   * Creates a router.
   *
   * @param peers knows the brokers that may speak to this one
   * @param replicas finds a replica by group id, or null
   * @param wakeup is told of each replica that received something
   */
  public PeerRouter(
      PeerCodec codec, PeerRegistry peers, IntFunction<Replica> replicas, ReplicaWakeup wakeup) {
    this.codec = codec;
    this.peers = peers;
    this.replicas = replicas;
    this.wakeup = wakeup;
  }

  /** Sets the duty cycle's time. */
  public void nowNs(long timeNs) {
    nowNs = timeNs;
  }

  @Override
  public void onPeerMessage(DirectBuffer buffer, int position, int length) {
    final int templateId = MessageFrame.templateId(buffer, position, length);
    if (templateId == MessageFrame.TRUNCATED) {
      malformed++;
      return;
    }
    if (templateId < 0
        || !codec.decode(buffer, position, templateId, message)
        || !peers.isPeer(message.from(), codec.decodedDirectoryHash())) {
      foreign++;
      return;
    }
    final Replica replica = replicas.apply(codec.decodedGroupId());
    if (replica == null || !replica.membership().isVoter(message.from())) {
      unknownGroup++;
      return;
    }
    if (!isPlausible(replica)) {
      malformed++;
      return;
    }
    if (message.type() != MessageType.APPEND_REQUEST) {
      replica.onMessage(message, nowNs);
    } else if (append(replica, buffer, position, length)) {
      appends++;
    } else {
      malformed++;
      return;
    }
    wakeup.wake(replica);
  }

  /** No field is negative, and no term jumps so far that the group could run out of terms. */
  private boolean isPlausible(Replica replica) {
    return message.term() >= 0
        && message.term() - replica.term() <= MAX_TERM_JUMP
        && message.prevIndex() >= 0
        && message.prevTerm() >= 0
        && message.commitIndex() >= 0
        && message.durableIndex() >= 0
        && message.matchIndex() >= 0
        && message.flushedIndex() >= 0
        && message.hintIndex() >= 0
        && message.hintTerm() >= 0;
  }

  private boolean append(Replica replica, DirectBuffer buffer, int position, int length) {
    final int entriesLength = MessageFrame.dataLength(buffer, position, length);
    return entriesLength >= 0
        && replica.onAppendRequest(
            message,
            buffer,
            MessageFrame.dataPosition(buffer, position),
            entriesLength,
            codec.decodedEntryCount(),
            nowNs);
  }

  /** Returns how many append requests reached a replica. */
  public long appendCount() {
    return appends;
  }

  /** Returns how many messages were dropped as truncated or damaged. */
  public long malformedCount() {
    return malformed;
  }

  /** Returns how many messages were dropped as not of this protocol, cluster or its brokers. */
  public long foreignCount() {
    return foreign;
  }

  /** Returns how many messages were dropped for a group that has no replica here. */
  public long unknownGroupCount() {
    return unknownGroup;
  }
}
