package io.rafthold.client;

/** Takes records of the zero-allocation layer, one at a time, on the thread that polls. */
@FunctionalInterface
public interface RecordHandler {
  /**
   * Takes a record. If it throws, the record counts as taken, and the exception goes to whoever
   * polled.
   *
   * @param record valid until this returns
   */
  void onRecord(RecordView record);
}
