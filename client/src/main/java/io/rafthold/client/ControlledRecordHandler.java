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
    /** The record was taken, and the next one may come. */
    CONTINUE
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
