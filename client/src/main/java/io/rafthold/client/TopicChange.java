package io.rafthold.client;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What shall be otherwise in a topic's settings; what is not named stays.
 *
 * @param retentionTime age beyond which records may go; zero: never for their age
 * @param retentionBytes newest bytes of each partition that stay at least; 0: all
 * @param segmentBytes size of log segments to come; 0: the cluster's default
 */
public record TopicChange(
    Optional<Duration> retentionTime, OptionalLong retentionBytes, OptionalLong segmentBytes) {
  /**
   * Checks what can be sent; the ranges are checked by the cluster.
   *
   * @throws IllegalArgumentException where a value is negative
   */
  public TopicChange {
    TopicRetention.check(retentionTime.orElse(Duration.ZERO), retentionBytes.orElse(0));
    if (segmentBytes.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "segments of " + segmentBytes.getAsLong() + " bytes cannot be: use 0 for the default");
    }
  }

  /**
   * Changes nothing yet.
   *
   * @return to be completed by the methods below
   */
  public static TopicChange none() {
    return new TopicChange(Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  /**
   * Returns the same with another retention by time.
   *
   * @param time from one second on; zero: records never go for their age
   * @return a new change
   */
  public TopicChange withRetentionTime(Duration time) {
    return new TopicChange(Optional.of(time), retentionBytes, segmentBytes);
  }

  /**
   * Returns the same with another retention by size.
   *
   * @param bytes from 1 MiB on; 0: all records stay
   * @return a new change
   */
  public TopicChange withRetentionBytes(long bytes) {
    return new TopicChange(retentionTime, OptionalLong.of(bytes), segmentBytes);
  }

  /**
   * Returns the same with another segment size, which each replica takes on when it is opened next.
   *
   * @param bytes of a segment; 0: the cluster's default
   * @return a new change
   */
  public TopicChange withSegmentBytes(long bytes) {
    return new TopicChange(retentionTime, retentionBytes, OptionalLong.of(bytes));
  }
}
