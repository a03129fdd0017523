package io.rafthold.partition;

import io.rafthold.protocol.codec.ErrorCode;

/** Takes the answers to produce requests; never refuses (a session bounds what it buffers). */
@FunctionalInterface
public interface AckSink {
  /**
   * Called on the partition agent's thread, once per accepted request.
   *
   * @param replica that answers, for the leader hint
   * @param code OK, or why the outcome is not known here (the request may still commit)
   * @param baseOffset of the batch, -1 unless OK
   */
  void onAck(
      Replica replica,
      long sessionId,
      long correlationId,
      ErrorCode code,
      long baseOffset,
      long timestampNs);
}
