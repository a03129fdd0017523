package io.rafthold.partition;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.HeartbeatBundleDecoder;
import io.rafthold.protocol.codec.HeartbeatResponseBundleDecoder;
import io.rafthold.protocol.codec.InstallRequestDecoder;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import java.util.function.IntFunction;
import org.agrona.DirectBuffer;

/**
 * Takes messages of other brokers in: whatever is malformed, foreign, of another cluster or of an
 * unknown sender is counted and dropped; the rest reaches its group's replica. Whether the sender
 * belongs to that group is the core's to judge: a replica that lags does not know its newest
 * members yet (dissertation 4.1). One thread.
 */
public final class PeerRouter implements PeerMessageHandler {
  private final PeerCodec codec;
  private final HeartbeatCodec heartbeats;
  private final RouteStamp route;
  private final Pulses pulses;
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
   * @param pulses between this broker and the others
   * @param peers knows the brokers that may speak to this one
   * @param replicas finds a replica by group id, or null
   * @param wakeup is told of each replica that received something which calls for a cycle
   */
  public PeerRouter(
      PeerCodec codec,
      Pulses pulses,
      PeerRegistry peers,
      IntFunction<Replica> replicas,
      ReplicaWakeup wakeup) {
    this.codec = codec;
    this.pulses = pulses;
    this.peers = peers;
    this.replicas = replicas;
    this.wakeup = wakeup;
    heartbeats = codec.heartbeats();
    route = codec.route();
  }

  /** Sets the duty cycle's time. */
  public void nowNs(long timeNs) {
    nowNs = timeNs;
  }

  @Override
  public void onPeerMessage(DirectBuffer buffer, int position, int length) {
    final int templateId = MessageFrame.templateId(buffer, position, length);
    switch (templateId) {
      case MessageFrame.TRUNCATED -> malformed++;
      case HeartbeatBundleDecoder.TEMPLATE_ID -> onBeats(buffer, position, length);
      case HeartbeatResponseBundleDecoder.TEMPLATE_ID -> onAnswers(buffer, position, length);
      case InstallRequestDecoder.TEMPLATE_ID -> onInstall(buffer, position, length);
      default -> onSingle(templateId, buffer, position, length);
    }
  }

  private void onBeats(DirectBuffer buffer, int position, int length) {
    if (!heartbeats.decodeBeats(buffer, position, length) || !isPeer()) {
      foreign++;
      return;
    }
    heartbeats.takePulse(pulses, nowNs);
    while (heartbeats.nextBeat(message)) {
      dispatch(heartbeats.beatGroupId());
    }
  }

  private void onAnswers(DirectBuffer buffer, int position, int length) {
    if (!heartbeats.decodeAnswers(buffer, position, length) || !isPeer()) {
      foreign++;
      return;
    }
    heartbeats.noteDisk();
    final boolean isOfSeries = heartbeats.takePulseAnswer(pulses, nowNs);
    while (heartbeats.nextAnswer(message)) {
      message.settled(message.isSettled() && isOfSeries);
      dispatch(heartbeats.answerGroupId());
    }
  }

  private void onSingle(int templateId, DirectBuffer buffer, int position, int length) {
    if (templateId < 0 || !codec.decode(buffer, position, templateId, message) || !isPeer()) {
      foreign++;
      return;
    }
    if (message.type() == MessageType.APPEND_REQUEST) {
      onAppendRequest(buffer, position, length);
    } else {
      dispatch(route.groupId());
    }
  }

  private void onInstall(DirectBuffer buffer, int position, int length) {
    if (!codec.installs().decode(buffer, position, length, message) || !isPeer()) {
      foreign++;
      return;
    }
    final Replica replica = receiver(route.groupId());
    if (replica == null) {
      return;
    }
    if (!replica.onInstallRequest(message, codec.installs(), nowNs)) {
      malformed++;
    }
    wakeup.wake(replica);
  }

  private boolean isPeer() {
    return peers.isPeer(route.sender(), route.senderDirectoryHash());
  }

  private void dispatch(int groupId) {
    final Replica replica = receiver(groupId);
    if (replica != null && replica.onMessage(message, nowNs)) {
      wakeup.wake(replica);
    }
  }

  private void onAppendRequest(DirectBuffer buffer, int position, int length) {
    final Replica replica = receiver(route.groupId());
    if (replica == null) {
      return;
    }
    final int entriesLength = MessageFrame.dataLength(buffer, position, length);
    if (entriesLength >= 0
        && replica.onAppendRequest(
            message,
            buffer,
            MessageFrame.dataPosition(buffer, position),
            entriesLength,
            codec.decodedEntryCount(),
            nowNs)) {
      appends++;
    } else {
      malformed++;
    }
    // In any case: the core may have taken its term over.
    wakeup.wake(replica);
  }

  /** Returns the replica that may take the message in, or null where it was counted and dropped. */
  private Replica receiver(int groupId) {
    final Replica replica = replicas.apply(groupId);
    if (replica == null) {
      unknownGroup++;
      return null;
    }
    if (!Plausibility.holds(message, replica)) {
      malformed++;
      return null;
    }
    return replica;
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
