package io.rafthold.metadata;

import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipVerdict;

/** A group that this broker leads, as seen by whoever changes its members. */
interface LedGroup {
  /** Tells whether this broker leads the group and has committed an entry of its own term. */
  boolean isReady();

  /** Tells whether the membership in force is committed, and no handing over is under way. */
  boolean isSettled();

  /** Returns the membership in force. */
  Membership membership();

  /** Returns the log index of the membership in force; 0: the initial one. */
  long membershipIndex();

  /** Tells whether a member's log is close to the leader's. */
  boolean isCaughtUp(int brokerId);

  /** Proposes a membership that is one step away. */
  MembershipVerdict change(Membership next, long epochNs);

  /** Hands leadership over; false where that cannot be begun. */
  boolean transfer(int toBroker, long nowNs);
}
