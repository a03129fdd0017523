package io.rafthold.sim;

/**
 * A stream of numbers that is the same on every JVM (SplitMix64). Each part of a run has its own,
 * so that one that draws more does not shift the others.
 */
public final class SimRandom {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /**
   * Starts a stream.
   *
   * @param seed any number
   */
  public SimRandom(long seed) {
    state = mix(seed);
  }

  /**
   * Starts the stream of one part of a run.
   *
   * @param seed of the run
   * @param part names the part
   * @return a stream of its own
   */
  public static SimRandom of(long seed, String part) {
    return new SimRandom(mix(seed) ^ part.hashCode() * GAMMA);
  }

  /** Returns 64 random bits. */
  public long next() {
    state += GAMMA;
    return mix(state);
  }

  /** Returns a number in {@code [0, bound)}. */
  public long below(long bound) {
    return bound <= 1 ? 0 : (next() >>> 1) % bound;
  }

  /** Returns a number in {@code [0, bound)}. */
  public int below(int bound) {
    return (int) below((long) bound);
  }

  /** Returns a number within both limits. */
  public long within(long least, long most) {
    return least + below(most - least + 1);
  }

  /** Returns a number within both limits. */
  public int within(int least, int most) {
    return least + below(most - least + 1);
  }

  /** Returns true so many times out of a thousand. */
  public boolean perMille(int chance) {
    return chance > 0 && below(1000) < chance;
  }

  /** Returns a time that is usually near the least and now and then near the most. */
  public long skewed(long least, long most) {
    final double x = (next() >>> 11) * 0x1.0p-53;
    return least + (long) ((most - least) * x * x * x);
  }

  /** Scrambles a number. */
  public static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
