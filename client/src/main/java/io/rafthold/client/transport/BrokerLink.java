package io.rafthold.client.transport;

import org.agrona.DirectBuffer;

/**
 * One connection to one broker. It connects once and ends once: after {@link #isClosed} a new one
 * is opened. Used by the thread that invokes its {@link ClientTransport}.
 */
public interface BrokerLink extends AutoCloseable {
  /**
   * Tells whether messages pass in both directions.
   *
   * @return false before the broker answered, and after the end
   */
  boolean isConnected();

  /**
   * Tells whether this link has ended: closed here, refused or left by the broker, or the broker is
   * gone.
   *
   * @return true for good once it is
   */
  boolean isClosed();

  /**
   * Says why the link ended.
   *
   * @return a sentence for a user; empty while {@link #isClosed} is false
   */
  String closeReason();

  /**
   * Offers one whole message to the broker.
   *
   * @param buffer the caller's again when the call returns
   * @param position of the message's first byte
   * @param length in bytes, at most {@link #maxMessageLength}
   * @return false under back-pressure or while not connected: nothing was sent
   * @throws IllegalArgumentException where the message is too long
   */
  boolean offer(DirectBuffer buffer, int position, int length);

  /**
   * Returns the longest message that {@link #offer} takes.
   *
   * @return bytes
   */
  int maxMessageLength();

  /**
   * Hands over what the broker sent.
   *
   * @param limit of datagram fragments to take in, a bound for the time this takes
   * @return fragments taken in, 0 where nothing was there
   */
  int poll(MessageHandler handler, int limit);

  /** Ends the link and tells the broker. Harmless when repeated. */
  @Override
  void close();
}
