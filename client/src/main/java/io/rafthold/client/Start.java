package io.rafthold.client;

import java.time.Instant;

/** Where reading begins. */
public sealed interface Start {
  /** The first record that the log still has. */
  record Earliest() implements Start {}

  /** The committed end at the time of the call. */
  record Latest() implements Start {}

  /**
   * An offset, which must be in the log, or its committed end.
   *
   * @param offset 0 or more
   */
  record AtOffset(long offset) implements Start {}

  /**
   * The first record whose timestamp is not below the given one, or the committed end.
   *
   * @param timestampNs epoch nanoseconds
   */
  record AtTimestamp(long timestampNs) implements Start {}

  /**
   * Starts at the first record that the log still has.
   *
   * @return the start
   */
  static Start earliest() {
    return new Earliest();
  }

  /**
   * Starts behind the last committed record.
   *
   * @return the start
   */
  static Start latest() {
    return new Latest();
  }

  /**
   * Starts at an offset.
   *
   * @param offset 0 or more
   * @return the start
   */
  static Start offset(long offset) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset + " is negative: offsets are from 0");
    }
    return new AtOffset(offset);
  }

  /**
   * Starts at the first record that is not older than an instant.
   *
   * @param instant between the years 1678 and 2262
   * @return the start
   */
  static Start timestamp(Instant instant) {
    return timestampNs(
        Math.addExact(
            Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano()));
  }

  /**
   * Starts at the first record that is not older than a timestamp.
   *
   * @param timestampNs epoch nanoseconds
   * @return the start
   */
  static Start timestampNs(long timestampNs) {
    return new AtTimestamp(timestampNs);
  }
}
