package io.rafthold.sim;

import io.rafthold.sim.fault.FaultKind;
import io.rafthold.sim.fault.FaultPlan;
import io.rafthold.sim.net.LinkState;
import io.rafthold.sim.net.SimNetwork;

/** Faults of the network: one shape at a time, over how bad the network always is. */
final class NetworkFaults {
  private static final long SLOWEST_NS = 400_000_000L;
  private static final int HEAVY_LOSS = 700;

  private final World world;
  private final FaultPlan plan;
  private final SimRandom random;
  private long shape;

  NetworkFaults(World world, FaultPlan plan, SimRandom random) {
    this.world = world;
    this.plan = plan;
    this.random = random;
  }

  /** Returns a number that changes with each shape. */
  long shape() {
    return shape;
  }

  /** Returns to how bad the network always is. */
  void restore() {
    shape++;
    final SimNetwork network = world.network();
    for (int from = 0; from < network.nodes(); from++) {
      for (int to = 0; to < network.nodes(); to++) {
        final LinkState link = network.link(from, to);
        link.heal();
        link.lossPerMille = plan.lossPerMille();
        link.duplicatesPerMille = plan.duplicatesPerMille();
        link.stragglersPerMille = plan.stragglersPerMille();
        link.mostDelayNs = Math.max(link.leastDelayNs, plan.mostDelayNs());
        link.stragglerNs = Math.max(link.mostDelayNs, plan.stragglerNs());
      }
    }
  }

  /** Takes a shape on; false where the cluster is too small for it. */
  boolean begin(FaultKind kind, int subject) {
    final int brokers = world.plan().brokers;
    final boolean needsThree = kind == FaultKind.RING || kind == FaultKind.BRIDGE;
    if ((brokers < 2 && kind != FaultKind.CLIENTS_CUT_OFF && kind != FaultKind.LOSS_BURST)
        || (needsThree && brokers < 3)
        || (kind == FaultKind.LEADER_CUT_OFF && subject < 0)) {
      return false;
    }
    restore();
    final int[] order = shuffled(brokers);
    final int some = random.below(brokers);
    final int part = 1 + random.below(Math.max(1, brokers - 1));
    for (int i = 0; i < world.network().nodes(); i++) {
      for (int j = 0; j < world.network().nodes(); j++) {
        final LinkState link = world.network().link(i, j);
        final boolean areBrokers = i < brokers && j < brokers && i != j;
        switch (kind) {
          case PARTITION -> link.isCut = areBrokers && (order[i] < part) != (order[j] < part);
          case ONE_WAY -> link.isCut = areBrokers && order[i] < part && order[j] >= part;
          case RING -> link.isCut = areBrokers && !areNeighbours(order[i], order[j], brokers);
          case BRIDGE ->
              link.isCut =
                  areBrokers
                      && order[i] != 0
                      && order[j] != 0
                      && (order[i] <= brokers / 2) != (order[j] <= brokers / 2);
          case LEADER_CUT_OFF -> link.isCut = areBrokers && (i == subject || j == subject);
          case CLIENTS_CUT_OFF -> link.isCut = !areBrokers && (i == some || j == some) && i != j;
          case LOSS_BURST -> link.lossPerMille = Math.max(link.lossPerMille, loss(areBrokers));
          case SLOW_LINK -> {
            if (i == some) {
              link.mostDelayNs += SLOWEST_NS;
              link.stragglerNs += SLOWEST_NS;
            }
          }
          case BACK_PRESSURE -> {
            if (areBrokers && i == some) {
              link.isFullUntilNs = world.nowNs() + random.below(3_000_000_000L);
            }
          }
          default -> throw new IllegalArgumentException("not of the network: " + kind);
        }
      }
    }
    world.note(some, "network " + kind);
    return true;
  }

  private int loss(boolean areBrokers) {
    return areBrokers ? HEAVY_LOSS : HEAVY_LOSS / 4;
  }

  private static boolean areNeighbours(int one, int other, int size) {
    final int distance = Math.abs(one - other);
    return distance == 1 || distance == size - 1;
  }

  private int[] shuffled(int size) {
    final int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      final int at = random.below(i + 1);
      places[i] = places[at];
      places[at] = i;
    }
    return places;
  }
}
