package io.rafthold.raft;

/** What a replica is in its group at the moment (dissertation 3.3 and 9.6). */
public enum Role {
  /** Takes entries from a leader, or waits for one. */
  FOLLOWER,
  /** Asks whether an election could be won, without a new term. */
  PRE_CANDIDATE,
  /** Asks for votes in a term of its own. */
  CANDIDATE,
  /** Orders the entries of its term. */
  LEADER
}
