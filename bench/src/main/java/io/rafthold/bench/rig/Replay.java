package io.rafthold.bench.rig;

/** A consumer that reads from the beginning. */
public interface Replay extends AutoCloseable {
  /**
   * Reads on.
   *
   * @return messages that came, 0 where none did
   */
  int poll();

  @Override
  void close();
}
