package io.rafthold.client;

/** What a batch of a producer waits for in its client. */
public enum ClientStage {
  /** From its first record to when it was first sent: for its turn, for room, for a connection. */
  QUEUED,
  /** From when it was first sent to its acknowledgement, over lost leaders too. */
  ACKNOWLEDGED
}
