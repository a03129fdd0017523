package io.rafthold.client;

/** Takes records of the zero-allocation layer, and says how the poll goes on. */
@FunctionalInterface
public interface ControlledRecordHandler {
  /** How a poll goes on behind a record. */
  enum Action {
    /** The record was not taken: the poll ends, and the next one gives it again. */
    ABORT,
    /** The record was taken, and the poll ends. */
    BREAK,
    /**
     * The record was taken, the tailer's {@link Tailer#position} moves behind it at once, and the
     * next one may come.
     */
    COMMIT,
    /**
     * The record was taken, and the next one may come; the tailer's {@link Tailer#position} moves
     * when the poll ends.
     */
    CONTINUE;

    /** Tells whether the next record may come. */
    public boolean goesOn() {
      return this == COMMIT || this == CONTINUE;
    }
  }

  /**
   * Takes a record, or does not. If it throws, the record counts as taken, and the exception goes
   * to whoever polled.
   *
   * @param record valid until this returns
   * @return how the poll goes on
   */
  Action onRecord(RecordView record);
}
