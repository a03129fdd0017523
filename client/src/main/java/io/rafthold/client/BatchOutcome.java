package io.rafthold.client;

/**
 * Hears what becomes of batches, in place of a future for each of their records. The core's thread.
 */
interface BatchOutcome {
  /** Notes that a record was put into a batch; returns its ticket, one above that before it. */
  long onAppended();

  /**
   * A batch is in the log.
   *
   * @param firstTicket of its first record; the others follow
   * @param baseOffset {@link RecordMetadata#UNKNOWN_OFFSET} where nobody remembers it
   */
  void onAcknowledged(long firstTicket, int records, long baseOffset, long timestampNs);

  /** A batch has failed, or nobody knows what became of it. */
  void onFailed(long firstTicket, int records, RaftholdException failure);
}
