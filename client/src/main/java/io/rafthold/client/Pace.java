package io.rafthold.client;

/** How fast records are given out. */
public sealed interface Pace {
  /** As fast as they come. */
  record AsFastAsPossible() implements Pace {}

  /**
   * As they were recorded, times a factor: by their timestamps, so that the records of one batch,
   * which have one timestamp, come together.
   *
   * @param factor above zero; 2 is twice as fast
   */
  record Recorded(double factor) implements Pace {
    /** Checks the factor. */
    public Recorded {
      if (!(factor > 0) || Double.isInfinite(factor)) {
        throw new IllegalArgumentException(
            "a pace of " + factor + " times the recorded one: choose a number above 0");
      }
    }
  }

  /**
   * So many a second, evenly spaced.
   *
   * @param recordsPerSecond above zero
   */
  record Steady(double recordsPerSecond) implements Pace {
    /** Checks the rate. */
    public Steady {
      if (!(recordsPerSecond > 0) || Double.isInfinite(recordsPerSecond)) {
        throw new IllegalArgumentException(
            recordsPerSecond + " records a second: choose a number above 0");
      }
    }
  }

  /**
   * Holds nothing up.
   *
   * @return the pace
   */
  static Pace asFastAsPossible() {
    return new AsFastAsPossible();
  }

  /**
   * Keeps the distances between timestamps, divided by a factor.
   *
   * @param factor above zero: 1 for the recorded pace, 10 for ten times as fast
   * @return the pace
   */
  static Pace recorded(double factor) {
    return new Recorded(factor);
  }

  /**
   * Spaces records evenly.
   *
   * @param recordsPerSecond above zero
   * @return the pace
   */
  static Pace perSecond(double recordsPerSecond) {
    return new Steady(recordsPerSecond);
  }
}
