package io.rafthold.client.local;

import io.rafthold.client.CorruptDataException;

/**
 * What was given last, so that what comes next can be held against it: also behind a restart of the
 * broker, since what is committed stays committed.
 */
final class Delivered {
  private static final long UNKNOWN = -1;

  private long index;
  private long term;
  private long fingerprint;
  private long nextOffset = UNKNOWN;

  /** Forgets it: reading goes on elsewhere. */
  void clear() {
    index = 0;
    term = 0;
    nextOffset = UNKNOWN;
  }

  /** Returns the entry's index, 0 for none. */
  long index() {
    return index;
  }

  /**
   * Takes the next entry on.
   *
   * @throws CorruptDataException where it does not carry on from the one before
   */
  void add(long entryIndex, EntryCopy entry) {
    if (nextOffset != UNKNOWN && entry.baseOffset() != nextOffset) {
      throw new CorruptDataException(
          "entry "
              + entryIndex
              + " begins at offset "
              + entry.baseOffset()
              + " where "
              + nextOffset
              + " belongs: the broker's log is damaged");
    }
    if (entry.term() < term) {
      throw new CorruptDataException(
          "entry " + entryIndex + " has term " + entry.term() + " behind term " + term);
    }
    index = entryIndex;
    term = entry.term();
    fingerprint = entry.fingerprint();
    nextOffset = entry.nextOffset();
  }

  /**
   * Refuses a log that has committed entries instead of this one: those up to there have a later
   * term, so this one is in it no more.
   *
   * @param commitTerm of a committed entry before this one
   * @throws CorruptDataException where it is lost
   */
  void refuseLaterTerm(long commitTerm) {
    if (commitTerm > term) {
      throw lost();
    }
  }

  /**
   * Refuses another entry in its place.
   *
   * @throws CorruptDataException where it is lost
   */
  void refuseOther(EntryCopy entry) {
    if (entry.fingerprint() != fingerprint) {
      throw lost();
    }
  }

  private CorruptDataException lost() {
    return new CorruptDataException(
        "entry "
            + index
            + " of term "
            + term
            + ", up to offset "
            + nextOffset
            + ", was given as committed, and the broker's log has lost it: more brokers lost their"
            + " data than the topic's ack level bears; seek to read what there is now");
  }
}
