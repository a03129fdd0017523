package io.rafthold.client;

/**
 * Reads the committed records of one partition on the caller's thread, and allocates nothing in the
 * steady state. Each record is given once, in order, without a gap, wherever it is read from: from
 * brokers by {@link RaftholdClient#newTailer}, from a broker's files on the same host by {@link
 * io.rafthold.client.local.LocalTailer}.
 *
 * <p>Used by one thread, which owns the idling; only {@link #position}, {@link #commitOffset} and
 * {@link #durableOffset} may be asked by others too, until it is closed.
 */
public interface Tailer extends AutoCloseable {
  /** Returned by {@link #position} while it is not known. */
  long UNKNOWN_POSITION = -1;

  /**
   * Gives records to a handler.
   *
   * @param handler called on this thread; it may seek, and must not poll
   * @param limit the most records to give
   * @return how many were given; 0 where nothing is there for now
   * @throws OffsetOutOfRangeException where the log has not got the next record any more: seek on
   * @throws RaftholdException where reading has ended, or nothing can be read for the request
   *     timeout; behind one that {@link RaftholdException#isRetriable}, polling goes on
   */
  int poll(RecordHandler handler, int limit);

  /**
   * Gives records to a handler that says of each how to go on.
   *
   * @param handler called on this thread; it may seek, and must not poll
   * @param limit the most records to take
   * @return how many were taken
   * @throws RaftholdException as {@link #poll}
   */
  int controlledPoll(ControlledRecordHandler handler, int limit);

  /**
   * Goes on elsewhere. Where that is not in the log, a later poll says so.
   *
   * @param start where
   */
  void seek(Start start);

  /**
   * Returns the offset of the record that a poll gives next. While a poll runs, it is where the
   * poll began, or where a handler has last said {@link ControlledRecordHandler.Action#COMMIT}.
   *
   * @return {@link #UNKNOWN_POSITION} until the first poll that finds it, unless an offset was
   *     named
   */
  long position();

  /**
   * Returns the offset behind the last committed record, as far as is known here; 0 before anything
   * is known.
   */
  long commitOffset();

  /**
   * Returns the offset behind the last record that is flushed on a majority, as far as is known
   * here; 0 before anything is known. At the ack level {@code quorum} it follows the commit offset
   * by a flush, at {@code quorum-sync} it is there first.
   */
  long durableOffset();

  /** Ends the reading. Idempotent. */
  @Override
  void close();
}
