package io.rafthold.client.transport;

import org.agrona.DirectBuffer;

/** Receives the whole messages of one link, not yet decoded or believed. */
@FunctionalInterface
public interface MessageHandler {
  /**
   * Called for each message on the thread that polls.
   *
   * @param buffer valid during the call only
   * @param position of the message's first byte
   * @param length of the message in bytes
   */
  void onMessage(DirectBuffer buffer, int position, int length);
}
