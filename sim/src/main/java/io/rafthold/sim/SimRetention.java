package io.rafthold.sim;

/**
 * How long the topics of a run keep their records: for ever in most runs, in some for seconds, so
 * that logs lose their starts, readers are overtaken, and followers that were away are installed.
 */
public final class SimRetention {
  private static final int ONE_IN = 4;
  private static final long FOR_EVER = 0;

  private final long timeMs;
  private final long checkMs;
  private final long graceMs;

  /** Draws from a stream of its own, so that other parts of a seed's plan stay as they are. */
  SimRetention(long seed) {
    final SimRandom random = SimRandom.of(seed, "retention");
    timeMs = random.below(ONE_IN) == 0 ? random.within(1_000L, 10_000L) : FOR_EVER;
    checkMs = random.within(50L, 2_000L);
    graceMs = random.skewed(1, 10_000);
  }

  /** Returns how long records are kept, in milliseconds; 0: for ever. */
  public long timeMs() {
    return timeMs;
  }

  /** Tells whether records go. */
  public boolean isOn() {
    return timeMs != FOR_EVER;
  }

  /** Returns the setting of each broker that says how often it looks. */
  String checkSetting() {
    return "retention.check.interval=" + checkMs + "ms";
  }

  /** Returns how long followers are spared. */
  long graceNs() {
    return graceMs * 1_000_000;
  }

  /** Returns the setting of each broker that says how long followers are spared. */
  String graceSetting() {
    return "retention.follower.grace=" + graceMs + "ms";
  }

  @Override
  public String toString() {
    return isOn() ? "kept for " + timeMs + " ms, grace " + graceMs + " ms" : "kept for ever";
  }
}
