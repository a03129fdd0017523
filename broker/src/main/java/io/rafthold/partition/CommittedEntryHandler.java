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
}
