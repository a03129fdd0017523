package io.rafthold.partition;

/** A term and vote that must reach the disk before any answer that depends on them leaves. */
@FunctionalInterface
public interface VoteWrite {
  /**
   * Writes and forces the latest term and vote, on the flush thread.
   *
   * @throws java.io.UncheckedIOException where it fails, which is fatal for the process
   */
  void write();
}
