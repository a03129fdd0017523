package io.rafthold.sim.invariant;

/**
 * The members of a group are those of the last membership entry in the log, from its append to its
 * truncation, committed or not (dissertation 4.1).
 */
public final class MembershipFollowsLog {
  /** Looks at which entry a replica took its members from. */
  public void onState(ReplicaView replica, long membershipIndex) {
    final long inLog = replica.lastMembershipIndex();
    if (inLog > 0 && membershipIndex != inLog) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " has its members from index "
              + membershipIndex
              + ", while the last ones in its log are at "
              + inLog);
    }
  }
}
