package io.rafthold.sim;

/** A broker's clocks: a monotonic one that may be fast or slow, and one for the wall that jumps. */
public final class SimClock {
  /** Rates are in these parts: 1024 is right. */
  public static final int RIGHT = 1024;

  private static final long EPOCH_NS = 1_700_000_000_000_000_000L;

  private long baseVirtualNs;
  private long baseLocalNs;
  private int rate = RIGHT;
  private long wallOffsetNs;

  /** Starts a clock that is right, from an origin of its own. */
  public SimClock(long originNs) {
    baseLocalNs = originNs;
  }

  /** Changes how fast the clock goes from now on, in 1/1024. */
  public void rate(int newRate, long virtualNs) {
    baseLocalNs = localNs(virtualNs);
    baseVirtualNs = virtualNs;
    rate = newRate;
  }

  /** Moves the wall clock. */
  public void jump(long deltaNs) {
    wallOffsetNs += deltaNs;
  }

  /** Returns what the monotonic clock shows. */
  public long localNs(long virtualNs) {
    return baseLocalNs + (virtualNs - baseVirtualNs) * rate / RIGHT;
  }

  /** Returns what the wall clock shows. */
  public long wallNs(long virtualNs) {
    return Math.max(1, EPOCH_NS + localNs(virtualNs) + wallOffsetNs);
  }

  /** Returns when the monotonic clock shows at least a time. */
  public long virtualNs(long localNs) {
    if (localNs == Long.MAX_VALUE) {
      return localNs;
    }
    return baseVirtualNs + ((localNs - baseLocalNs) * RIGHT + rate - 1) / rate;
  }
}
