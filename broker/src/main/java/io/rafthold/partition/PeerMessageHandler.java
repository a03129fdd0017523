package io.rafthold.partition;

import org.agrona.DirectBuffer;

/** Receives whole messages of other brokers, not yet decoded or believed. */
@FunctionalInterface
public interface PeerMessageHandler {
  /**
   * Called for each message on the partition agent's thread.
   *
   * @param buffer valid during the call only
   */
  void onPeerMessage(DirectBuffer buffer, int position, int length);
}
