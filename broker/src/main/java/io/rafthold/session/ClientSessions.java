package io.rafthold.session;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.GroupCoordinator;
import io.rafthold.metadata.MetadataGroup;
import io.rafthold.metadata.MetadataReplies;
import io.rafthold.metadata.MetadataState;
import io.rafthold.metadata.PlacementReconciler;
import io.rafthold.partition.AckSink;
import io.rafthold.partition.Cursor;
import io.rafthold.partition.CursorSink;
import io.rafthold.partition.DiskSpace;
import io.rafthold.partition.Housekeeper;
import io.rafthold.partition.ReadSink;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaWakeup;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * All connected clients: requests go in to their handlers, acknowledgements and records come out.
 * One thread, the partition agent's.
 */
public final class ClientSessions
    implements ClientMessageHandler, AckSink, ReadSink, CursorSink, MetadataReplies {
  private final ClientLink link;
  private final Long2ObjectHashMap<ClientSession> sessions = new Long2ObjectHashMap<>();
  private final List<ClientSession> ordered = new ArrayList<>();
  private final Replies replies = new Replies();
  private final CursorReplies cursorReplies = new CursorReplies();
  private final PushBuffer pushBuffer;
  private final Backfills backfills;
  private RequestRouter router;
  private MetadataGroup metadataGroup;
  private long epochNs;

  /**
   * Creates the sessions over a link; {@link #attach} completes them.
   *
   * @param link the way back to clients
   * @param backfill reads for clients that are far behind; {@link Housekeeper#NONE} for nobody
   */
  public ClientSessions(ClientLink link, Housekeeper backfill) {
    this.link = link;
    pushBuffer = new PushBuffer(link.maxMessageLength());
    backfills = new Backfills(backfill, link.maxMessageLength());
  }

  /**
   * Names what requests act upon.
   *
   * @param reconciler hands leadership over
   * @param coordinator of consumer groups
   * @param replica finds a local replica by group id, or null
   * @param replicas all local replicas
   * @param failures why replicas have failed here, by their groups
   * @param diskSpace of this broker
   * @param wakeup is told of each replica that received something
   */
  public void attach(
      SessionSettings settings,
      List<ClusterMember> members,
      MetadataGroup metadata,
      PlacementReconciler reconciler,
      GroupCoordinator coordinator,
      IntFunction<Replica> replica,
      Supplier<Collection<Replica>> replicas,
      Supplier<Map<Integer, Throwable>> failures,
      DiskSpace diskSpace,
      ReplicaWakeup wakeup) {
    metadataGroup = metadata;
    router =
        new RequestRouter(
            new SessionContext(
                settings,
                members,
                metadata,
                reconciler,
                coordinator,
                replica,
                replicas,
                failures,
                diskSpace,
                wakeup,
                backfills),
            replies,
            link.maxMessageLength());
  }

  /** Sets the duty cycle's wall clock. */
  public void epochNs(long timeNs) {
    epochNs = timeNs;
  }

  @Override
  public void onSessionOpened(long sessionId) {
    final ClientSession session = new ClientSession(sessionId, link);
    sessions.put(sessionId, session);
    ordered.add(session);
  }

  @Override
  public void onSessionClosed(long sessionId) {
    final ClientSession session = sessions.remove(sessionId);
    if (session != null) {
      ordered.remove(session);
      session.close();
    }
  }

  @Override
  public void onClientMessage(long sessionId, DirectBuffer buffer, int position, int length) {
    final ClientSession session = sessions.get(sessionId);
    if (session != null) {
      router.route(session, buffer, position, length, epochNs);
    }
  }

  @Override
  public void onAck(
      Replica replica,
      long sessionId,
      long correlationId,
      ErrorCode code,
      long baseOffset,
      long timestampNs) {
    final ClientSession session = sessions.get(sessionId);
    if (session != null) {
      replies.produced(
          session,
          correlationId,
          replica.settings().groupId(),
          replica,
          code,
          baseOffset,
          timestampNs);
    }
  }

  @Override
  public void onRead(Replica replica, long sessionId, long correlationId, ErrorCode code) {
    if (replica.settings().groupId() == MetadataState.METADATA_GROUP_ID) {
      metadataGroup.onConfirmed(code);
      return;
    }
    final ClientSession session = sessions.get(sessionId);
    if (router.cursors().onRead(replica, session, sessionId, correlationId, code)) {
      return;
    }
    if (session != null) {
      final long endOffset = code == ErrorCode.OK ? replica.commitOffset() : -1;
      replies.offsets(session, correlationId, replica, code, endOffset);
    }
  }

  @Override
  public void onCursor(
      Replica replica, long sessionId, long correlationId, ErrorCode code, Cursor cursor) {
    final ClientSession session = sessions.get(sessionId);
    if (session != null) {
      cursorReplies.moved(
          session, correlationId, replica.settings().groupId(), replica, code, cursor);
    }
  }

  @Override
  public void onTopicReply(
      long sessionId, long correlationId, ErrorCode code, int leader, int topicId, String message) {
    final ClientSession session = sessions.get(sessionId);
    if (session != null) {
      replies.topic(session, correlationId, code, leader, topicId, message);
    }
  }

  @Override
  public void onAdminReply(
      long sessionId, long correlationId, ErrorCode code, int leader, String message) {
    final ClientSession session = sessions.get(sessionId);
    if (session != null) {
      replies.admin(session, correlationId, code, leader, message);
    }
  }

  @Override
  public void onProducerReply(
      long sessionId, long correlationId, ErrorCode code, int leader, long producerId) {
    final ClientSession session = sessions.get(sessionId);
    if (session != null) {
      replies.producer(session, correlationId, code, leader, producerId);
    }
  }

  /**
   * Sends what waits: replies that links did not take, and newly committed records.
   *
   * @return work count
   */
  public int doWork() {
    int work = 0;
    for (int i = 0; i < ordered.size(); i++) {
      final ClientSession session = ordered.get(i);
      work += session.drain();
      if (!session.subscriptions().isEmpty()) {
        work += pushAll(session);
      }
    }
    return work + backfills.doWork();
  }

  /** Ends what reads files for clients; before the replicas are closed at last. */
  public void close() {
    backfills.close();
  }

  private int pushAll(ClientSession session) {
    int work = 0;
    boolean hasEnded = false;
    for (final Subscription subscription : session.subscriptions().values()) {
      if (subscription.endReason() == ErrorCode.OK) {
        work += subscription.push(session, pushBuffer);
      } else {
        hasEnded = true;
      }
    }
    if (hasEnded) {
      endSubscriptions(session);
    }
    return work;
  }

  private void endSubscriptions(ClientSession session) {
    for (final Subscription subscription : List.copyOf(session.subscriptions().values())) {
      if (subscription.endReason() != ErrorCode.OK) {
        end(session, subscription, subscription.endReason());
      }
    }
  }

  private void end(ClientSession session, Subscription subscription, ErrorCode code) {
    replies.subscriptionEnded(session, subscription, code);
    session.subscriptions().remove(subscription.subscriptionId());
    subscription.close();
  }

  /** Ends all subscriptions of a replica that is about to be closed. */
  public void onReplicaClosing(Replica replica) {
    for (final ClientSession session : ordered) {
      for (final Subscription subscription : List.copyOf(session.subscriptions().values())) {
        if (subscription.replica() == replica) {
          end(session, subscription, ErrorCode.UNKNOWN_GROUP);
        }
      }
    }
  }

  /** Returns the number of connected clients. */
  public int count() {
    return ordered.size();
  }

  /** Returns how many requests were refused as unreadable. */
  public long refusedCount() {
    return router.refusedCount();
  }
}
