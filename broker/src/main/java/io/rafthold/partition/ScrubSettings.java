package io.rafthold.partition;

/**
 * How a broker re-reads what lies on its disk.
 *
 * @param bytesPerSecond of all replicas together; 0: never
 * @param intervalNs from the beginning of one pass over a replica to that of the next, at least
 */
public record ScrubSettings(long bytesPerSecond, long intervalNs) {
  /** For where nothing is re-read. */
  public static final ScrubSettings OFF = new ScrubSettings(0, 1);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException where they make no pace
   */
  public ScrubSettings {
    if (bytesPerSecond < 0 || intervalNs <= 0) {
      throw new IllegalArgumentException(
          "cannot scrub " + bytesPerSecond + " bytes a second every " + intervalNs + " ns");
    }
  }

  boolean isOff() {
    return bytesPerSecond == 0;
  }
}
