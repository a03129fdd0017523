package io.rafthold.sim.fault;

import io.rafthold.sim.SimRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** How rough a run will be: which kinds of faults, how often, and how bad its network always is. */
public final class FaultPlan {
  private static final long MS = 1_000_000;

  /** Of so many runs one has no faults, whatever else was drawn. */
  private static final int HEALTHY_ONE_IN = 16;

  private final List<FaultKind> kinds = new ArrayList<>();
  private final long meanIntervalNs;
  private final int lossPerMille;
  private final int duplicatesPerMille;
  private final int stragglersPerMille;
  private final long mostDelayNs;
  private final long stragglerNs;

  /**
   * Draws a plan.
   *
   * @param seed of the run
   * @param forbidden kinds that this cluster does not promise to survive
   */
  public FaultPlan(long seed, Set<FaultKind> forbidden) {
    final SimRandom random = SimRandom.of(seed, "faults");
    final int chance = random.within(1, 9);
    final EnumSet<FaultKind> drawn = EnumSet.noneOf(FaultKind.class);
    for (final FaultKind kind : FaultKind.values()) {
      if (random.below(10) < chance) {
        drawn.add(kind);
      }
    }
    if (random.below(HEALTHY_ONE_IN) == 0) {
      // A healthy cluster must be right as well.
      drawn.clear();
    }
    drawn.removeAll(forbidden);
    kinds.addAll(drawn);
    // What often finds nothing to act on is tried more often.
    drawn.retainAll(EnumSet.of(FaultKind.ROT, FaultKind.HIDDEN_ROT, FaultKind.MEMBERSHIP_ANYHOW));
    kinds.addAll(drawn);
    meanIntervalNs = random.skewed(300 * MS, 6_000 * MS);
    lossPerMille = random.below(2) == 0 ? 0 : (int) random.skewed(1, 300);
    duplicatesPerMille = random.below(2) == 0 ? 0 : (int) random.skewed(1, 500);
    stragglersPerMille = random.below(2) == 0 ? 0 : (int) random.skewed(1, 200);
    mostDelayNs = random.skewed(100_000, 20 * MS);
    stragglerNs = mostDelayNs + random.skewed(MS, 500 * MS);
  }

  /** Returns the kinds to draw from, some more than once; none in a healthy run. */
  public List<FaultKind> kinds() {
    return kinds;
  }

  /** Returns the mean time between two faults. */
  public long meanIntervalNs() {
    return meanIntervalNs;
  }

  /** Returns how many messages of a thousand are lost all the time. */
  public int lossPerMille() {
    return lossPerMille;
  }

  /** Returns how many messages of a thousand arrive twice. */
  public int duplicatesPerMille() {
    return duplicatesPerMille;
  }

  /** Returns how many messages of a thousand are late. */
  public int stragglersPerMille() {
    return stragglersPerMille;
  }

  /** Returns the usual longest time on the way. */
  public long mostDelayNs() {
    return mostDelayNs;
  }

  /** Returns how late a late message may be. */
  public long stragglerNs() {
    return stragglerNs;
  }

  /** Says the plan in a line. */
  public String describe() {
    return "faults "
        + new TreeSet<>(kinds)
        + " every "
        + meanIntervalNs / MS
        + " ms, loss "
        + lossPerMille / 10.0
        + " %, duplicates "
        + duplicatesPerMille / 10.0
        + " %, late "
        + stragglersPerMille / 10.0
        + " %, delay up to "
        + mostDelayNs / 1000
        + " us, late up to "
        + stragglerNs / MS
        + " ms";
  }
}
