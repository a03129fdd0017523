package io.rafthold.sim.invariant;

/** What a leader commits is on a majority of the voters, at the level of its topic. */
public final class CommittedOnMajority {
  /** Looks at the newest entry that a leader commits. */
  public void onCommitted(
      GroupView group, ReplicaView leader, long index, boolean isDurable, int[] voters) {
    final int holders = group.holders(index, leader.chainAt(index), isDurable, voters);
    if (holders <= voters.length / 2) {
      throw new InvariantViolation(
          getClass(),
          leader
              + " commits index "
              + index
              + (isDurable ? ", which is flushed on " : ", which is on ")
              + holders
              + " of "
              + voters.length
              + " voters");
    }
  }
}
