package io.rafthold.partition;

import io.rafthold.protocol.codec.ErrorCode;

/** Takes the answers to linearizable reads; never refuses (a session bounds what it buffers). */
@FunctionalInterface
public interface ReadSink {
  /** Drops every answer; for brokers without clients. */
  ReadSink NONE = (replica, sessionId, correlationId, code) -> {};

  /**
   * Called on the partition agent's thread, once per accepted read.
   *
   * @param replica that answers: with OK, whatever was acknowledged before the read was asked for
   *     is at or below its commit index
   * @param code OK; NOT_LEADER where the term has ended; NO_QUORUM where a majority did not confirm
   *     in time; or why the replica is closed
   */
  void onRead(Replica replica, long sessionId, long correlationId, ErrorCode code);
}
