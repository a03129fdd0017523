package io.rafthold.sim;

import io.rafthold.partition.Replica;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipVerdict;
import java.util.List;

/**
 * Asks replicas themselves for changes of members, past all that would ask at a better time: also
 * those that do not lead, that lead and have committed nothing yet, that have a change under way,
 * and leaders for their own removal. Now and then the leader that took a change falls silent, so
 * that the change is lost.
 */
final class CarelessOperator {
  /** How soon after its election a leader is asked. */
  private static final long SOON_NS = 3_000_000;

  private static final int EAGER_PER_MILLE = 300;
  private static final int MOST_AT_ONCE = 3;

  private final World world;
  private final SimRandom random;
  private final Nemesis nemesis;

  CarelessOperator(World world, SimRandom random, Nemesis nemesis) {
    this.world = world;
    this.random = random;
    this.nemesis = nemesis;
  }

  /** Waits for new leaders, which are asked before they are ready. */
  void lookOut() {
    world.leaderWatch(
        (brokerId, groupId) -> {
          if (groupId > 0 && random.perMille(EAGER_PER_MILLE)) {
            nemesis.after(random.within(0, SOON_NS), () -> ask(brokerId, groupId));
          }
        });
  }

  /** Asks some replica, a leader more often than not; false where there is none. */
  boolean askSome() {
    final SimBroker broker = world.brokers().get(random.below(world.brokers().size()));
    final List<Replica> replicas =
        broker.replicas().stream().filter(each -> each.settings().groupId() > 0).toList();
    if (broker.isPaused() || replicas.isEmpty()) {
      return false;
    }
    final List<Replica> leaders = replicas.stream().filter(Replica::isLeader).toList();
    final List<Replica> asked = leaders.isEmpty() || random.below(4) == 0 ? replicas : leaders;
    return ask(broker.id, asked.get(random.below(asked.size())).settings().groupId());
  }

  private boolean ask(int brokerId, int groupId) {
    final SimBroker broker = world.brokers().get(brokerId);
    final boolean[] isTaken = new boolean[1];
    for (int left = random.within(1, MOST_AT_ONCE); left > 0 && !broker.isPaused(); left--) {
      broker.act(
          () -> {
            for (final Replica replica : broker.replicas()) {
              if (replica.settings().groupId() == groupId) {
                isTaken[0] |= change(replica, broker.clock.wallNs(world.nowNs()));
              }
            }
          });
    }
    if (isTaken[0] && random.below(2) == 0) {
      nemesis.silence(broker);
    }
    return true;
  }

  private boolean change(Replica replica, long wallNs) {
    final Membership now = replica.membership();
    final int brokerId = random.below(3) == 0 ? now.selfId() : random.below(world.plan().brokers);
    final Membership next;
    if (now.isLearner(brokerId)) {
      next = random.below(2) == 0 ? now.withVoter(brokerId) : now.without(brokerId);
    } else if (!now.isVoter(brokerId)) {
      next = now.withLearner(brokerId);
    } else if (now.voterCount() > 1) {
      next = now.without(brokerId);
    } else {
      return false;
    }
    return replica.changeMembership(next, wallNs) == MembershipVerdict.ACCEPTED;
  }
}
