package io.rafthold.sim.invariant;

import io.rafthold.partition.Replica;
import io.rafthold.raft.Membership;
import io.rafthold.raft.Role;

/**
 * A leader keeps what a member has not told it to hold, as long as that one is within its grace.
 * Judged where it leads for a shorter time than that, and has dropped something as a leader before:
 * what goes first may have been given up while it followed.
 */
public final class FollowersSpared {
  private final CountedAnswers answers;
  private final LeadersAreHeard time;
  private long graceNs;

  FollowersSpared(CountedAnswers answers, LeadersAreHeard time) {
    this.answers = answers;
    this.time = time;
  }

  /** Sets for how long followers are spared. */
  public void graceNs(long value) {
    graceNs = value;
  }

  /** Looks at a log that starts later than before. */
  void onDropped(ReplicaView replica, Replica process, long firstIndex) {
    if (replica.role != Role.LEADER || !process.isLeader()) {
      return;
    }
    final boolean isFirst = replica.droppedInReignNs != replica.leadsSinceNs;
    replica.droppedInReignNs = replica.leadsSinceNs;
    if (isFirst || time.livedNs(replica.brokerId) - replica.leadsSinceNs >= graceNs) {
      return;
    }
    final Membership membership = process.membership();
    for (int i = 0; i < membership.voterCount(); i++) {
      check(replica, membership.voterAt(i), firstIndex);
    }
    for (int i = 0; i < membership.learnerCount(); i++) {
      check(replica, membership.learnerAt(i), firstIndex);
    }
  }

  private void check(ReplicaView leader, int member, long firstIndex) {
    if (member != leader.brokerId && answers.matchIndex(leader, member) + 1 < firstIndex) {
      throw new InvariantViolation(
          getClass(),
          leader
              + " starts at "
              + firstIndex
              + ", while broker "
              + member
              + " has told it to hold entries up to "
              + answers.matchIndex(leader, member));
    }
  }
}
