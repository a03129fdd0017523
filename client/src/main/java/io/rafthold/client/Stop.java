package io.rafthold.client;

/** Where reading ends. */
public sealed interface Stop {
  /** The committed end of each partition when the reader was opened. */
  record AtEnd() implements Stop {}

  /**
   * Before an offset, in each partition.
   *
   * @param offset the first one that is not read
   */
  record AtOffset(long offset) implements Stop {}

  /** Nowhere: new records are waited for. */
  record Never() implements Stop {}

  /**
   * Ends at what is committed when the reader is opened.
   *
   * @return the stop
   */
  static Stop end() {
    return new AtEnd();
  }

  /**
   * Ends before an offset.
   *
   * @param offset the first one that is not read, 0 or more
   * @return the stop
   */
  static Stop offset(long offset) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset + " is negative: offsets are from 0");
    }
    return new AtOffset(offset);
  }

  /**
   * Does not end.
   *
   * @return the stop
   */
  static Stop never() {
    return new Never();
  }
}
