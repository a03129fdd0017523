package io.rafthold.partition;

/** A log that can be flushed by another thread. */
public interface FlushTarget {
  /**
   * Flushes what was appended before the call, on the flush thread.
   *
   * @throws java.io.UncheckedIOException where it fails, which is fatal for the process
   */
  void flush();

  /**
   * Tells how soon.
   *
   * @return true for at once (acknowledgements wait for it), false for within the flush interval
   */
  boolean isUrgent();
}
