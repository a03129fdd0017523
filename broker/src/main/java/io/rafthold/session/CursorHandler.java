package io.rafthold.session;

import io.rafthold.partition.Cursor;
import io.rafthold.partition.CursorMove;
import io.rafthold.partition.Replica;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.NameRule;
import io.rafthold.protocol.codec.CursorRequestDecoder;
import io.rafthold.protocol.codec.CursorsRequestDecoder;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Handles what members of consumer groups, and operators, ask of cursors: to move one, which is
 * answered when it is committed, and where one is, which is linearizable (dissertation 6.4).
 */
final class CursorHandler {
  private record Question(long sessionId, long correlationId) {}

  private final SessionContext context;
  private final CursorReplies replies;
  private final CursorRequestDecoder move = new CursorRequestDecoder();
  private final CursorsRequestDecoder ask = new CursorsRequestDecoder();

  /**
   * The groups of the questions that wait for their confirmation. As many as replicas have taken,
   * which bound them, and which answer each.
   */
  private final Map<Question, String> asked = new HashMap<>();

  CursorHandler(SessionContext context, CursorReplies replies) {
    this.context = context;
    this.replies = replies;
  }

  boolean onMove(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    final String group = group(buffer, position, length);
    if (group == null || !MessageFrame.wrap(move, buffer, position)) {
      return false;
    }
    final long correlationId = move.correlationId();
    final int groupId = move.groupId();
    final Replica replica = context.partition(groupId);
    final ErrorCode code =
        replica == null
            ? ErrorCode.UNKNOWN_GROUP
            : replica.moveCursor(
                new CursorMove(
                    move.action(),
                    group,
                    move.memberId(),
                    move.epoch(),
                    move.sequence(),
                    move.cursorOffset()),
                session.sessionId(),
                correlationId,
                epochNs);
    if (code == ErrorCode.OK) {
      context.wakeup().wake(replica);
    } else {
      final Cursor cursor =
          code == ErrorCode.STALE_GENERATION ? replica.latestCursor(group) : Cursor.NONE;
      replies.moved(session, correlationId, groupId, replica, code, cursor);
    }
    return true;
  }

  boolean onAsk(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    final String group = group(buffer, position, length);
    if (group == null || !MessageFrame.wrap(ask, buffer, position)) {
      return false;
    }
    final long correlationId = ask.correlationId();
    final Replica replica = context.partition(ask.groupId());
    final Question question = new Question(session.sessionId(), correlationId);
    final ErrorCode code;
    if (replica == null) {
      code = ErrorCode.UNKNOWN_GROUP;
    } else if (!NameRule.isValid(group) || asked.containsKey(question)) {
      code = ErrorCode.INVALID_ARGUMENT;
    } else {
      code = replica.read(session.sessionId(), correlationId);
    }
    if (code == ErrorCode.OK) {
      asked.put(question, group);
      context.wakeup().wake(replica);
    } else {
      replies.told(session, correlationId, ask.groupId(), replica, code, Cursor.NONE);
    }
    return true;
  }

  /**
   * Takes the outcome of a replica's read.
   *
   * @param session that had asked, null where it has ended
   * @return false where it was not a cursor that was asked for
   */
  boolean onRead(
      Replica replica, ClientSession session, long sessionId, long correlationId, ErrorCode code) {
    final String group = asked.remove(new Question(sessionId, correlationId));
    if (group == null) {
      return false;
    }
    if (session != null) {
      // What is committed may not be applied yet, after a restart or behind very many entries.
      final boolean lags = code == ErrorCode.OK && replica.appliedIndex() < replica.commitIndex();
      final ErrorCode outcome = lags ? ErrorCode.OVERLOADED : code;
      replies.told(
          session,
          correlationId,
          replica.settings().groupId(),
          replica,
          outcome,
          outcome == ErrorCode.OK ? replica.cursor(group) : Cursor.NONE);
    }
    return true;
  }

  /** Reads a request's only text, or null where it does not lie within the message or the limit. */
  private static String group(DirectBuffer buffer, int position, int length) {
    final int nameLength = MessageFrame.dataLength(buffer, position, length);
    return nameLength < 0 || nameLength > NameRule.MAX_LENGTH
        ? null
        : buffer.getStringWithoutLengthAscii(
            MessageFrame.dataPosition(buffer, position), nameLength);
  }
}
