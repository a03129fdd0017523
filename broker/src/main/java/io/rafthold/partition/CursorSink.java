package io.rafthold.partition;

import io.rafthold.protocol.codec.ErrorCode;

/** Takes the answers to requests about cursors; never refuses. */
@FunctionalInterface
public interface CursorSink {
  /** Drops every answer; for brokers without clients. */
  CursorSink NONE = (replica, sessionId, correlationId, code, cursor) -> {};

  /**
   * Called on the partition agent's thread, once per accepted request.
   *
   * @param replica that answers, for the leader hint
   * @param code OK, or why the outcome is not known here (the request may still be carried out)
   * @param cursor as it is with that request; {@link Cursor#NONE} unless OK
   */
  void onCursor(Replica replica, long sessionId, long correlationId, ErrorCode code, Cursor cursor);
}
