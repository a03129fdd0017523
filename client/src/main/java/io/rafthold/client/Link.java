package io.rafthold.client;

import io.rafthold.client.transport.MessageHandler;
import org.agrona.DirectBuffer;

/** One connection to one broker, as the protocol needs it. It connects once and ends once. */
interface Link {
  /** Takes one whole message; the buffer is valid during the call only. */
  interface Sink extends MessageHandler {}

  boolean isConnected();

  /** True for good once the link has ended: a new one is needed. */
  boolean isClosed();

  /** Why the link ended, for a user. */
  String closeReason();

  /** Offers one whole message; false under back-pressure: nothing was sent. */
  boolean offer(DirectBuffer buffer, int position, int length);

  /** Longest message in bytes that {@link #offer} takes. */
  int maxMessageLength();

  /** Hands over what came; returns a work count. */
  int poll(Sink sink, int limit);

  void close();
}
