package io.rafthold.session;

import io.rafthold.log.LogDamageException;
import io.rafthold.partition.Replica;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.CreditRequestDecoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.OffsetSpec;
import io.rafthold.protocol.codec.OffsetsRequestDecoder;
import io.rafthold.protocol.codec.SubscribeRequestDecoder;
import io.rafthold.protocol.codec.UnsubscribeRequestDecoder;
import org.agrona.DirectBuffer;

/** Handles what readers ask: offsets, and subscriptions with their credit. */
final class ReadHandler {
  private final SessionContext context;
  private final Replies replies;
  private final OffsetsRequestDecoder offsets = new OffsetsRequestDecoder();
  private final SubscribeRequestDecoder subscribe = new SubscribeRequestDecoder();
  private final CreditRequestDecoder credit = new CreditRequestDecoder();
  private final UnsubscribeRequestDecoder unsubscribe = new UnsubscribeRequestDecoder();

  ReadHandler(SessionContext context, Replies replies) {
    this.context = context;
    this.replies = replies;
  }

  boolean onOffsets(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!MessageFrame.wrap(offsets, buffer, position)) {
      return false;
    }
    final Replica replica = context.partition(offsets.groupId());
    if (replica != null
        && offsets.spec() == OffsetSpec.LATEST
        && offsets.anyReplica() == BooleanType.NO) {
      readEnd(session, replica, offsets.correlationId());
      return true;
    }
    ErrorCode code = readiness(replica, offsets.anyReplica() == BooleanType.YES);
    long found = -1;
    if (code == ErrorCode.OK) {
      try {
        found = find(replica);
      } catch (LogDamageException damage) {
        replica.fail(damage);
        code = ErrorCode.UNKNOWN_GROUP;
      }
    }
    replies.offsets(session, offsets.correlationId(), replica, code, found);
    return true;
  }

  /** The end as the leader knows it, once a majority has confirmed that it leads (6.4). */
  private void readEnd(ClientSession session, Replica replica, long correlationId) {
    final ErrorCode code = replica.read(session.sessionId(), correlationId);
    if (code == ErrorCode.OK) {
      context.wakeup().wake(replica);
    } else {
      replies.offsets(session, correlationId, replica, code, -1);
    }
  }

  private static ErrorCode readiness(Replica replica, boolean acceptsAnyReplica) {
    if (replica == null) {
      return ErrorCode.UNKNOWN_GROUP;
    }
    if (acceptsAnyReplica) {
      return ErrorCode.OK;
    }
    if (!replica.isLeader()) {
      return ErrorCode.NOT_LEADER;
    }
    // Before its first own commit a leader may not know all that earlier leaders acknowledged.
    return replica.isReadyToServe() ? ErrorCode.OK : ErrorCode.OVERLOADED;
  }

  private long find(Replica replica) {
    return switch (offsets.spec()) {
      case EARLIEST -> replica.log().startOffset();
      case TIMESTAMP ->
          replica.log().offsetAtTimestamp(offsets.timestampNs(), replica.commitIndex());
      default -> replica.commitOffset();
    };
  }

  boolean onSubscribe(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!MessageFrame.wrap(subscribe, buffer, position)) {
      return false;
    }
    final long subscriptionId = subscribe.subscriptionId();
    final Replica replica = context.partition(subscribe.groupId());
    final ErrorCode code = subscribeError(session, replica);
    if (code == ErrorCode.OK) {
      session
          .subscriptions()
          .put(
              subscriptionId,
              new Subscription(
                  subscriptionId,
                  replica,
                  subscribe.fromOffset(),
                  subscribe.creditBytes(),
                  subscribe.anyReplica() == BooleanType.YES,
                  context.backfills()));
    }
    replies.subscribed(session, subscribe.correlationId(), subscriptionId, replica, code);
    return true;
  }

  private ErrorCode subscribeError(ClientSession session, Replica replica) {
    if (replica == null) {
      return ErrorCode.UNKNOWN_GROUP;
    }
    if (session.subscriptions().containsKey(subscribe.subscriptionId())) {
      return ErrorCode.INVALID_ARGUMENT;
    }
    if (session.subscriptions().size() >= context.settings().maxSubscriptions()) {
      return ErrorCode.OVERLOADED;
    }
    if (subscribe.anyReplica() == BooleanType.NO && !replica.isLeader()) {
      return ErrorCode.NOT_LEADER;
    }
    final long fromOffset = subscribe.fromOffset();
    // A follower cannot tell an offset that it has not got yet from one that does not exist: there
    // the reader waits.
    final boolean isBeyondEnd = replica.isReadyToServe() && fromOffset > replica.log().endOffset();
    return fromOffset < replica.log().startOffset() || isBeyondEnd
        ? ErrorCode.OFFSET_OUT_OF_RANGE
        : ErrorCode.OK;
  }

  boolean onCredit(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!MessageFrame.wrap(credit, buffer, position)) {
      return false;
    }
    final Subscription subscription = session.subscriptions().get(credit.subscriptionId());
    if (subscription != null) {
      subscription.creditBytes(credit.creditBytes());
    }
    return true;
  }

  boolean onUnsubscribe(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!MessageFrame.wrap(unsubscribe, buffer, position)) {
      return false;
    }
    final Subscription subscription = session.subscriptions().remove(unsubscribe.subscriptionId());
    if (subscription != null) {
      subscription.close();
    }
    return true;
  }
}
