package io.rafthold.session;

import org.agrona.DirectBuffer;

/** Handles one kind of request. */
@FunctionalInterface
interface RequestHandler {
  /**
   * Handles a request whose frame was checked.
   *
   * @param buffer valid during the call only
   * @param length bytes of the message, its header included
   * @return false where it could not be decoded: nothing was done, and nothing answered
   */
  boolean onRequest(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs);
}
