package io.rafthold.client;

import org.agrona.DirectBuffer;

/** Takes what a subscription has received and checked. The core's thread calls it. */
interface BatchSink {
  /**
   * Takes a batch, whose bytes are valid during the call only.
   *
   * @param fromOffset records before it were delivered already
   * @param untilOffset records from it on are not wanted
   */
  void add(
      Subscription subscription,
      DirectBuffer buffer,
      int position,
      int length,
      long fromOffset,
      long untilOffset);

  /** Says that there is something to look at, but no batch. */
  void signal();
}
