package io.rafthold.client;

/** Hears what became of records that an {@link Appender} took, on the thread that polls. */
public interface AckHandler {
  /**
   * Records are in the log, at the ack level asked for.
   *
   * @param firstTicket of the first, as {@link Appender#offer} returned it; the others follow
   * @param records how many
   * @param baseOffset the first one's offset, the others follow; {@link
   *     RecordMetadata#UNKNOWN_OFFSET} where they are duplicates so old that nobody remembers it
   * @param timestampNs the leader's clock, epoch nanoseconds
   */
  void onAcknowledged(long firstTicket, int records, long baseOffset, long timestampNs);

  /**
   * Records have failed, or it is not known what became of them.
   *
   * @param firstTicket of the first; the others follow
   * @param records how many
   * @param failure says whether they may be in the log
   */
  void onFailed(long firstTicket, int records, RaftholdException failure);
}
