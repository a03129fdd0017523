package io.rafthold.metadata;

import io.rafthold.raft.Membership;
import java.util.function.IntPredicate;

/**
 * Leads a group from the members that it has to those that it shall have, one server at a time
 * (dissertation 4.1): a learner is added, catches up and is promoted, and only then somebody is
 * removed, so that the group never survives fewer failures than before or after. A leader that is
 * not wanted itself hands over first; its successor removes it.
 *
 * <p>Without memory: the next step follows from what is there. One thread; allocates nothing where
 * there is no step to take.
 */
final class MembershipSteps {
  private final int self;
  private final IntPredicate mayVote;

  /**
   * Creates the steps of one broker.
   *
   * @param mayVote tells of a learner whether its data directory is registered, so that it cannot
   *     come back as a blank one later
   */
  MembershipSteps(int self, IntPredicate mayVote) {
    this.self = self;
    this.mayVote = mayVote;
  }

  /**
   * Takes the next step, if there is one and the group is ready for it.
   *
   * @param wanted who shall be members
   * @return true where they are, and no other
   */
  boolean take(LedGroup group, PartitionPlacement wanted, long nowNs, long epochNs) {
    if (!group.isReady() || !group.isSettled()) {
      return false;
    }
    final Membership membership = group.membership();
    final Membership next =
        membership.learnerCount() > 0
            ? withLearnerSettled(group, membership, wanted)
            : withOneMoreOrFewer(membership, wanted);
    if (next != null) {
      group.change(next, epochNs);
      return false;
    }
    if (membership.learnerCount() > 0) {
      return false;
    }
    if (!wanted.isOn(self)) {
      handOver(group, membership, wanted, nowNs);
      return false;
    }
    return true;
  }

  private Membership withLearnerSettled(
      LedGroup group, Membership membership, PartitionPlacement wanted) {
    for (int i = 0; i < membership.learnerCount(); i++) {
      final int learner = membership.learnerAt(i);
      if (!wanted.isOn(learner)) {
        return membership.without(learner);
      }
      if (mayVote.test(learner)
          && group.isCaughtUp(learner)
          && membership.voterCount() < Membership.MAX_VOTERS) {
        return membership.withVoter(learner);
      }
    }
    return null;
  }

  private Membership withOneMoreOrFewer(Membership membership, PartitionPlacement wanted) {
    if (membership.voterCount() < Membership.MAX_VOTERS) {
      for (int i = 0; i < wanted.replicaCount(); i++) {
        if (!membership.isMember(wanted.replicaBroker(i))) {
          return membership.withLearner(wanted.replicaBroker(i));
        }
      }
    }
    for (int i = 0; i < membership.voterCount(); i++) {
      final int voter = membership.voterAt(i);
      if (voter != self && !wanted.isOn(voter)) {
        return membership.without(voter);
      }
    }
    return null;
  }

  private void handOver(
      LedGroup group, Membership membership, PartitionPlacement wanted, long nowNs) {
    for (int i = 0; i < wanted.replicaCount(); i++) {
      final int broker = wanted.replicaBroker(i);
      if (membership.isVoter(broker) && group.isCaughtUp(broker) && group.transfer(broker, nowNs)) {
        return;
      }
    }
  }
}
