package io.rafthold.log;

/**
 * A state on its way to the disk, in steps: it may be too large for one. Any thread, one at a time.
 */
public interface StateWrite extends AutoCloseable {
  /**
   * Writes some more, a few MiB at most. What was there before counts until the last step.
   *
   * @return bytes written; 0 where the state is on the disk, or the segment is gone
   * @throws java.io.UncheckedIOException where the disk refused: the next step begins anew
   * @throws FlushFailedException where what was written could not be forced
   */
  long step();

  /** Gives up what is not complete. */
  @Override
  void close();
}
