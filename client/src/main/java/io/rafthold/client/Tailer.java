package io.rafthold.client;

/**
 * Reads the committed records of one partition over the network, on the caller's thread, and
 * allocates nothing in the steady state. Each record is given once, in order, without a gap,
 * whichever replica it comes from; what a replica cannot give any more is fetched from another one.
 *
 * <p>Each poll runs a duty cycle of the client. Its client has {@link ClientThreading#INVOKER};
 * client, appenders and tailers are used by one thread, which owns the idling.
 */
public interface Tailer extends AutoCloseable {
  /** Returned by {@link #position} while it is not known. */
  long UNKNOWN_POSITION = -1;

  /**
   * Gives records to a handler.
   *
   * @param handler called on this thread; it may seek
   * @param limit the most records to give
   * @return how many were given; 0 where nothing is there for now
   * @throws RaftholdException where reading has ended, or nothing can be read for the request
   *     timeout; behind one that {@link RaftholdException#isRetriable}, polling goes on
   */
  int poll(RecordHandler handler, int limit);

  /**
   * Gives records to a handler that says how to go on.
   *
   * @param handler called on this thread; it may seek
   * @param limit the most records to give
   * @return how many were taken
   * @throws RaftholdException as {@link #poll}
   */
  int controlledPoll(ControlledRecordHandler handler, int limit);

  /**
   * Goes on elsewhere.
   *
   * @param start where
   */
  void seek(Start start);

  /**
   * Returns the offset of the record that a poll gives next.
   *
   * @return {@link #UNKNOWN_POSITION} until the first poll that gives something, unless an offset
   *     was named
   */
  long position();

  /** Returns the highest offset behind a committed record that came with records; 0 for none. */
  long commitOffset();

  /** Ends the subscription. Idempotent. */
  @Override
  void close();
}
