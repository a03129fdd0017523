package io.rafthold.partition;

import io.rafthold.log.LogDamageException;
import java.io.UncheckedIOException;

/** Hears of changes that others act on; called on the partition agent's thread. */
@FunctionalInterface
public interface ReplicaListener {
  /** Role, term or leader of the replica changed. */
  void onLeadershipChanged(Replica replica);

  /** The disk is full: nothing was appended, and the replica goes on without. May come often. */
  default void onAppendRefused(Replica replica, UncheckedIOException refusal) {}

  /** The replica cannot go on, and has answered all that waited: its files are to be closed. */
  default void onFailed(Replica replica) {}

  /**
   * The replica has started with a log that may lack what it had answered for, or has everything
   * again.
   */
  default void onRejoiningChanged(Replica replica) {}

  /**
   * A state that is kept beside the log cannot be used: an older one is, and this one made anew.
   * Called on any thread.
   */
  default void onStateIgnored(int groupId, LogDamageException damage) {}
}
