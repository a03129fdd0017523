package io.rafthold.session;

import io.rafthold.partition.Replica;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.ProduceRequestDecoder;
import org.agrona.DirectBuffer;

/** Hands a producer's batch to its partition; the answer follows when it is committed. */
final class ProduceHandler implements RequestHandler {
  private static final long NO_OFFSET = -1;

  private final SessionContext context;
  private final Replies replies;
  private final ProduceRequestDecoder request = new ProduceRequestDecoder();

  ProduceHandler(SessionContext context, Replies replies) {
    this.context = context;
    this.replies = replies;
  }

  @Override
  public boolean onRequest(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    final int batchLength = MessageFrame.dataLength(buffer, position, length);
    if (batchLength < 0 || !MessageFrame.wrap(request, buffer, position)) {
      return false;
    }
    final long correlationId = request.correlationId();
    final int groupId = request.groupId();
    final Replica replica = context.partition(groupId);
    final ErrorCode code =
        replica == null
            ? ErrorCode.UNKNOWN_GROUP
            : replica.produce(
                buffer,
                MessageFrame.dataPosition(buffer, position),
                batchLength,
                level(request.ackLevel()),
                request.expectedOffset(),
                session.sessionId(),
                correlationId,
                epochNs);
    if (code == ErrorCode.OK) {
      context.wakeup().wake(replica);
    } else {
      final long offset = code == ErrorCode.OFFSET_CONFLICT ? replica.log().endOffset() : NO_OFFSET;
      replies.produced(session, correlationId, groupId, replica, code, offset, 0);
    }
    return true;
  }

  private static AckLevel level(AckLevelCode code) {
    return switch (code) {
      case QUORUM -> AckLevel.QUORUM;
      case QUORUM_SYNC -> AckLevel.QUORUM_SYNC;
      default -> null;
    };
  }
}
