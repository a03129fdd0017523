package io.rafthold.session;

import io.rafthold.partition.Cursor;
import io.rafthold.partition.Replica;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.CursorReplyEncoder;
import io.rafthold.protocol.codec.CursorsReplyEncoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import org.agrona.ExpandableDirectByteBuffer;

/** Encodes what is said of consumer groups' cursors; one for all sessions, one thread. */
final class CursorReplies {
  private static final int NO_LEADER = -1;
  private static final long NO_OFFSET = -1;

  private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(256);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final CursorReplyEncoder moved = new CursorReplyEncoder();
  private final CursorsReplyEncoder told = new CursorsReplyEncoder();

  /** Answers a request to move a cursor; the replica may be null. */
  void moved(
      ClientSession session,
      long correlationId,
      int groupId,
      Replica replica,
      ErrorCode code,
      Cursor cursor) {
    moved
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .groupId(groupId)
        .cursorOffset(cursor.offset())
        .epoch(cursor.epoch())
        .memberId(cursor.memberId())
        .timestampNs(cursor.timestampNs())
        .leader(replica == null ? NO_LEADER : replica.leaderId())
        .code(code);
    session.reply(buffer, MessageFrame.HEADER_LENGTH + moved.encodedLength());
  }

  /** Answers a question where a cursor is; the replica may be null. */
  void told(
      ClientSession session,
      long correlationId,
      int groupId,
      Replica replica,
      ErrorCode code,
      Cursor cursor) {
    told.wrapAndApplyHeader(buffer, 0, header)
        .correlationId(correlationId)
        .groupId(groupId)
        .cursorOffset(cursor.offset())
        .epoch(cursor.epoch())
        .memberId(cursor.memberId())
        .timestampNs(cursor.timestampNs())
        .startOffset(replica == null ? NO_OFFSET : replica.log().startOffset())
        .endOffset(replica == null ? NO_OFFSET : replica.commitOffset())
        .leader(replica == null ? NO_LEADER : replica.leaderId())
        .code(code);
    session.reply(buffer, MessageFrame.HEADER_LENGTH + told.encodedLength());
  }
}
