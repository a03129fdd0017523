package io.rafthold.partition;

import org.agrona.DirectBuffer;

/** Receives the committed metadata entries of a group, each once a process life, in log order. */
@FunctionalInterface
public interface CommittedEntryHandler {
  /** A handler for groups whose entries mean nothing but records. */
  CommittedEntryHandler NONE = (index, buffer, position, length) -> {};

  /**
   * Called on the partition agent's thread.
   *
   * @param index of the entry
   * @param buffer holds the entry's body, valid during the call only
   */
  void onCommitted(long index, DirectBuffer buffer, int position, int length);

  /**
   * Tells whether the entries from before a restart are wanted again: what is made of them is not
   * part of the states that are kept of a log, so no state is made of it, nor is its start given
   * up.
   *
   * @return true for every entry from the log's first on
   */
  default boolean needsWholeLog() {
    return false;
  }
}
