package io.rafthold.partition;

/**
 * How long the records of a partition are kept. Whichever limit is reached first lets them go;
 * whole segments go, so that more is kept than was asked for, never less.
 *
 * @param timeMs age in milliseconds beyond which records may go; 0: never for their age
 * @param bytes newest bytes of each partition that stay at least; 0: all
 */
public record RetentionPolicy(long timeMs, long bytes) {
  /** Keeps everything. */
  public static final RetentionPolicy FOR_EVER = new RetentionPolicy(0, 0);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException where one is negative
   */
  public RetentionPolicy {
    if (timeMs < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "a retention of " + timeMs + " ms and " + bytes + " bytes cannot be");
    }
  }

  /** Tells whether nothing ever goes. */
  public boolean isForEver() {
    return timeMs == 0 && bytes == 0;
  }
}
