package io.rafthold.raft;

/** Whether a leader may append a membership now (dissertation 4.1 and 4.2.1). */
public enum MembershipVerdict {
  /** Append it, with nothing in between. */
  ACCEPTED,
  /** This replica does not lead. */
  NOT_LEADER,
  /** No entry of the leader's own term is committed yet; ask again soon. */
  NOT_READY,
  /** The last change is not committed yet; ask again soon. */
  IN_FLIGHT,
  /** The voters differ by more than one from the present ones. */
  NOT_ONE_STEP,
  /** A new voter is no learner whose log is close to the leader's; ask again when it is. */
  NOT_CAUGHT_UP,
  /** The leadership is being transferred. */
  TRANSFERRING
}
