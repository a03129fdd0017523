package io.rafthold.sim.invariant;

/** Term and vote on a disk only go on: a vote that was given stays (dissertation 3.4, 3.8). */
public final class OneVoteATerm {
  private static final int NO_VOTE = -1;

  /** Looks at a hard state before the view takes it on. */
  public void onHardState(ReplicaView replica, long term, int votedFor) {
    final boolean isChanged =
        term == replica.hardTerm && replica.hardVote != NO_VOTE && votedFor != replica.hardVote;
    if (term < replica.hardTerm || isChanged) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " puts term "
              + term
              + ", vote "
              + votedFor
              + " in the place of term "
              + replica.hardTerm
              + ", vote "
              + replica.hardVote);
    }
  }
}
