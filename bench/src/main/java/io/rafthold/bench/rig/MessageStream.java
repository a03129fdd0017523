package io.rafthold.bench.rig;

import org.agrona.concurrent.IdleStrategy;

/** A way into a system under test. Messages are numbered from 0 in the order of {@link #offer}. */
public interface MessageStream extends AutoCloseable {
  /**
   * Offers the next message.
   *
   * @return false where it cannot be taken for now: poll, and offer it again
   */
  boolean offer();

  /**
   * Runs a duty cycle of the client, and tells what came of messages. A message that failed is the
   * end of the measurement: it is thrown.
   *
   * @param arrivals called on this thread
   * @return work count, 0 where there was nothing to do
   */
  int poll(Arrivals arrivals);

  /** Returns what the loading thread does between cycles without work: as the client wants it. */
  IdleStrategy idleStrategy();

  @Override
  void close();
}
