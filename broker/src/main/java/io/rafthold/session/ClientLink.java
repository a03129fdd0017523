package io.rafthold.session;

import org.agrona.DirectBuffer;

/** The way back to connected clients. Used by the partition agent's thread alone. */
public interface ClientLink {
  /**
   * Offers one whole message to a client.
   *
   * @param sessionId as given to {@link ClientMessageHandler#onSessionOpened}
   * @param buffer the caller's again when the call returns
   * @return false where it cannot be taken now; nothing was sent
   */
  boolean offer(long sessionId, DirectBuffer buffer, int position, int length);

  /**
   * Returns the largest message that {@link #offer} takes.
   *
   * @return bytes
   */
  int maxMessageLength();

  /** Ends a session that broke the protocol or a limit; {@code onSessionClosed} follows. */
  void close(long sessionId);
}
