package io.rafthold.sim;

import io.rafthold.partition.Replica;
import io.rafthold.sim.fault.FaultKind;
import io.rafthold.sim.invariant.GroupView;
import java.util.EnumSet;
import java.util.Set;

/** What the product promises to survive, and so what faults may do to this cluster. */
final class Promises {
  private static final int LEAST_FOR_LOSS = 3;

  private final World world;

  Promises(World world) {
    this.world = world;
  }

  /** Returns the kinds that a plan's cluster does not promise to survive yet. */
  static Set<FaultKind> forbidden(Plan plan) {
    final EnumSet<FaultKind> forbidden = EnumSet.noneOf(FaultKind.class);
    if (plan.seed % 2 == 0) {
      // Replicas are not taken away where a broker may be lost for good.
      forbidden.add(FaultKind.MEMBERSHIP);
      forbidden.add(FaultKind.MEMBERSHIP_ANYHOW);
      forbidden.add(FaultKind.TOPIC_CREATED);
    } else {
      forbidden.add(FaultKind.ROT);
      forbidden.add(FaultKind.HIDDEN_ROT);
      forbidden.add(FaultKind.WIPED_DISK);
    }
    return forbidden;
  }

  /**
   * Tells whether a broker's machine may lose power now. At level quorum that is promised for a
   * minority at a time: until they hold again what they may have forgotten.
   */
  boolean mayForget(SimBroker broker) {
    if (!broker.isUp() || broker.disk.hasUnseenRot()) {
      // Power would take the mark that tells damage from a torn tail.
      return false;
    }
    for (final GroupView group : world.checker().groups()) {
      if (!group.maySpare(broker.id, this::isForgetful)) {
        return false;
      }
    }
    return true;
  }

  private boolean isForgetful(int brokerId, int groupId) {
    final SimBroker broker = world.brokers().get(brokerId);
    if (broker.disk.isArmedForPower() || broker.disk.hasUnseenRot() || broker.disk.isWiped()) {
      return true;
    }
    if (!broker.disk.mayHaveForgotten(groupId)) {
      return false;
    }
    for (final Replica replica : broker.replicas()) {
      if (replica.settings().groupId() == groupId && !replica.isRejoining()) {
        return !broker.disk.rejoined(groupId);
      }
    }
    return true;
  }

  /** Tells whether all brokers know a broker's data directory for good, and so would miss it. */
  boolean isRegistered(SimBroker broker) {
    return world.brokers().stream()
        .allMatch(
            each ->
                each.disk.memory().brokers().stream()
                    .anyMatch(registered -> registered.id() == broker.id));
  }

  /**
   * Tells whether a broker's disk may be damaged or lost: one at a time, where each group has
   * others enough. What was damaged counts until the replica has caught up with its group.
   */
  boolean mayLose(SimBroker broker) {
    for (final SimBroker each : world.brokers()) {
      if (each.disk.isWiped() || (each.disk.hasRotted() && !isWhole(each))) {
        return false;
      }
    }
    return mayForget(broker)
        && world.plan().brokers >= LEAST_FOR_LOSS
        && world.plan().topics.stream().allMatch(topic -> topic.replicas() >= LEAST_FOR_LOSS)
        && world.checker().groups().stream().allMatch(this::isGoneOrHasSpareReplicas);
  }

  private boolean isWhole(SimBroker broker) {
    for (final int groupId : broker.disk.groups()) {
      if (isForgetful(broker.id, groupId)) {
        return false;
      }
    }
    return true;
  }

  /** A topic whose deletion was asked for may still be there, or stay. */
  private boolean isGoneOrHasSpareReplicas(GroupView group) {
    return group.voterCount() >= LEAST_FOR_LOSS
        || world.brokers().stream().noneMatch(broker -> broker.disk.exists(group.id()));
  }
}
