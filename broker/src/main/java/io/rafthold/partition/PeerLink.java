package io.rafthold.partition;

import org.agrona.DirectBuffer;

/**
 * The way out to the other brokers. Lossy by contract: what is refused or lost is sent again by the
 * protocol's own state. Used by the partition agent's thread alone.
 */
public interface PeerLink {
  /**
   * Offers one whole message to a broker.
   *
   * @param brokerId the receiver
   * @param buffer holds the message; the caller's again when the call returns
   * @return false where it cannot be taken now (back-pressure, not connected, closed): nothing was
   *     sent
   */
  boolean offer(int brokerId, DirectBuffer buffer, int position, int length);

  /**
   * Tells whether a message to that broker has a chance now, so that none is built in vain for one
   * that is down or slow.
   *
   * @param brokerId the receiver
   * @return false where {@link #offer} would refuse
   */
  boolean isReady(int brokerId);

  /**
   * Tells whether log entries have a chance now: they leave room for what is short and must not
   * wait or be lost behind them, heartbeats, votes and answers.
   *
   * @param brokerId the receiver
   * @return false where {@link #offer} would refuse, or take the room of the others
   */
  default boolean takesEntries(int brokerId) {
    return isReady(brokerId);
  }

  /**
   * Returns the largest message that {@link #offer} takes.
   *
   * @return bytes
   */
  int maxMessageLength();
}
