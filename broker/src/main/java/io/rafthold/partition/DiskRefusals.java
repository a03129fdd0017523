package io.rafthold.partition;

import java.io.UncheckedIOException;

/**
 * Appends that the disk refused: it is full. The log is as it was, so the replica goes on: a
 * follower reports what it has, and a leader tells producers to come back and has somebody else
 * lead. Used by the partition agent's thread.
 */
final class DiskRefusals {
  private UncheckedIOException latest;

  /** Notes an append that the disk refused. */
  void note(UncheckedIOException refusal) {
    latest = refusal;
  }

  /** Has another broker lead where an append was refused since the last call, and says so. */
  void report(Replica replica, ReplicaListener listener, long nowNs) {
    if (latest == null) {
      return;
    }
    if (replica.isLeader() && !replica.isTransferring()) {
      replica.transfer(replica.bestTransferTarget(), nowNs);
    }
    listener.onAppendRefused(replica, latest);
    latest = null;
  }
}
