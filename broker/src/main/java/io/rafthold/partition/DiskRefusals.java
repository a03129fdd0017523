package io.rafthold.partition;

import io.rafthold.raft.RaftCore;
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

  /**
   * Has another broker lead where an append was refused since the last call.
   *
   * @return the refusal, null where there was none
   */
  UncheckedIOException take(RaftCore core, long nowNs) {
    final UncheckedIOException refusal = latest;
    latest = null;
    if (refusal != null && core.isLeader() && !core.isTransferring()) {
      core.transfer(core.bestTransferTarget(), nowNs);
    }
    return refusal;
  }
}
