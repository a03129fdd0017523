package io.rafthold.process;

import org.agrona.collections.LongArrayList;

/**
 * What became of the records that one writer numbered in one partition, by number: an offset where
 * it was acknowledged, else one of the constants. Thread-safe.
 */
final class Outcomes {
  /** Nothing was heard yet. */
  static final long OPEN = -1;

  /** Reported as of unknown outcome: it may be in the partition, once. */
  static final long UNKNOWN = -2;

  /** Reported as certainly not written. */
  static final long REFUSED = -3;

  /** Acknowledged, and its offset is not remembered any more. */
  static final long SOMEWHERE = -4;

  private final LongArrayList places = new LongArrayList();
  private long acknowledged;
  private long unknown;
  private long refused;

  /** Returns the number of the next record. */
  synchronized int next() {
    places.addLong(OPEN);
    return places.size() - 1;
  }

  synchronized void acknowledge(int number, long offset) {
    places.setLong(number, offset < 0 ? SOMEWHERE : offset);
    acknowledged++;
  }

  synchronized void fail(int number, boolean isUnknown) {
    places.setLong(number, isUnknown ? UNKNOWN : REFUSED);
    if (isUnknown) {
      unknown++;
    } else {
      refused++;
    }
  }

  /** Returns where a record is, or what else became of it. */
  synchronized long of(int number) {
    return places.getLong(number);
  }

  synchronized int sent() {
    return places.size();
  }

  synchronized long acknowledged() {
    return acknowledged;
  }

  synchronized long unknown() {
    return unknown;
  }

  synchronized long refused() {
    return refused;
  }
}
