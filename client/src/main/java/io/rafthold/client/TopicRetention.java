package io.rafthold.client;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a topic's records are kept. Whichever limit is reached first lets them go; whole
 * segments go, so that more is kept than was asked for, never less.
 *
 * @param time age beyond which records may go, in whole milliseconds; zero: never for their age
 * @param bytes newest bytes of each partition that stay at least; 0: all
 */
public record TopicRetention(Duration time, long bytes) {
  /** Keeps everything. */
  public static final TopicRetention FOR_EVER = new TopicRetention(Duration.ZERO, 0);

  /**
   * Checks what can be sent; the ranges are checked by the cluster.
   *
   * @throws IllegalArgumentException where a value is negative, or the time is no whole millisecond
   */
  public TopicRetention {
    check(time, bytes);
  }

  static void check(Duration time, long bytes) {
    Objects.requireNonNull(time, "time");
    final boolean isTooShort = !time.isZero() && time.compareTo(Duration.ofMillis(1)) < 0;
    if (isTooShort || time.compareTo(Duration.ofMillis(Long.MAX_VALUE)) > 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "a retention of "
              + time
              + " and "
              + bytes
              + " bytes cannot be: use 0 to keep records for ever");
    }
  }
}
