package io.rafthold.sim;

import io.rafthold.protocol.AckLevel;
import io.rafthold.sim.fault.FaultKind;
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
    final EnumSet<FaultKind> forbidden =
        EnumSet.of(
            FaultKind.WIPED_DISK,
            FaultKind.TOPIC_CREATED,
            FaultKind.TOPIC_DELETED,
            FaultKind.TRANSFER,
            FaultKind.MEMBERSHIP);
    if (plan.topics.stream().anyMatch(topic -> topic.level() == AckLevel.QUORUM)) {
      // Until replicas rejoin by the rule.
      forbidden.add(FaultKind.POWER_CUT);
      forbidden.add(FaultKind.POWER_CUT_ALL);
      forbidden.add(FaultKind.POWER_CUT_IN_DISK);
    }
    return forbidden;
  }

  /** Tells whether a broker's machine may lose power now. */
  boolean mayForget(SimBroker broker) {
    return broker.isUp();
  }

  /** Tells whether a broker may be lost for good: one, where each group has others enough. */
  boolean mayLose(SimBroker broker) {
    for (final SimBroker each : world.brokers()) {
      if (each.disk.hasRotted()) {
        return false;
      }
    }
    return broker.isUp()
        && world.plan().brokers >= LEAST_FOR_LOSS
        && world.plan().topics.stream().allMatch(topic -> topic.replicas() >= LEAST_FOR_LOSS);
  }
}
