package io.rafthold.bench.rig;

import org.agrona.concurrent.IdleStrategy;

/** A consumer that reads from the beginning. */
public interface Replay extends AutoCloseable {
  /**
   * Reads on.
   *
   * @return messages that came, 0 where none did
   */
  int poll();

  /** Returns what the reading thread does where nothing came: as the client wants it. */
  IdleStrategy idleStrategy();

  @Override
  void close();
}
