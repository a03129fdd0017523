package io.rafthold.session;

import org.agrona.DirectBuffer;

/** Receives what clients do, on the partition agent's thread. */
public interface ClientMessageHandler {
  /** A client connected; ids are never used twice in a process's life. */
  void onSessionOpened(long sessionId);

  /**
   * One whole message of a client, not yet decoded or believed.
   *
   * @param buffer valid during the call only
   */
  void onClientMessage(long sessionId, DirectBuffer buffer, int position, int length);

  /** The client is gone: nothing can be sent to it any more. */
  void onSessionClosed(long sessionId);
}
