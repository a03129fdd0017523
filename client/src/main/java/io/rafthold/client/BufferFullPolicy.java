package io.rafthold.client;

/** What sending does while the producer's buffer is full. */
public enum BufferFullPolicy {
  /** It waits for room, up to the delivery timeout, and fails then. */
  WAIT,
  /** It fails at once, with {@link BufferFullException}. */
  FAIL
}
