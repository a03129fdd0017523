package io.rafthold.partition;

import java.util.concurrent.TimeUnit;

/**
 * How a broker enforces what its topics say of retention.
 *
 * @param checkIntervalNs how often each replica looks for what may go
 * @param followerGraceNs how long a leader keeps what may go and a follower has not got yet; a
 *     follower that needs longer is installed anew
 */
public record RetentionSettings(long checkIntervalNs, long followerGraceNs) {
  /** For where nobody says otherwise. */
  public static final RetentionSettings DEFAULTS =
      new RetentionSettings(TimeUnit.SECONDS.toNanos(10), TimeUnit.MINUTES.toNanos(10));

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException where they are not above zero
   */
  public RetentionSettings {
    if (checkIntervalNs <= 0 || followerGraceNs < 0) {
      throw new IllegalArgumentException(
          "retention cannot be checked every "
              + checkIntervalNs
              + " ns with a grace of "
              + followerGraceNs
              + " ns");
    }
  }
}
