package io.rafthold.sim;

/** What can happen in a simulated cluster. */
public enum EventKind {
  /** A broker's duty cycle. */
  STEP,
  /** A message of another broker arrives. */
  PEER_MESSAGE,
  /** A client's message arrives at a broker. */
  REQUEST,
  /** A broker's message arrives at a client. */
  RESPONSE,
  /** A session begins or ends at a broker. */
  SESSION,
  /** A broker's flush thread gets to do something. */
  FLUSH,
  /** A broker's housekeeping thread gets to do something. */
  HOUSEKEEPING,
  /** A broker's file thread gets to do something. */
  FILES,
  /** A client's duty cycle. */
  CLIENT,
  /** A fault begins or ends. */
  FAULT
}
