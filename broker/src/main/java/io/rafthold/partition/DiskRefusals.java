package io.rafthold.partition;

import io.rafthold.log.FlushFailedException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.io.UncheckedIOException;
import org.agrona.DirectBuffer;

/**
 * Appends that find no room: the disk refused one, or has nothing left but its reserve. The log is
 * as it was, so the replica goes on: a follower reports what it has, and a leader tells producers
 * to come back and has somebody else lead. Used by the partition agent's thread.
 */
final class DiskRefusals {
  private final DiskRoom room;
  private UncheckedIOException latest;
  private int triedBroker = -1;

  DiskRefusals(DiskRoom room) {
    this.room = room;
  }

  /** Tells whether a leader takes no records. */
  boolean isDiskFull() {
    return room.isFull();
  }

  /**
   * Tells whether a follower takes an entry. With the reserve alone left it takes records as long
   * as they need no new segment: so what leaders took before they noticed still gets through.
   * Control entries may use the reserve.
   */
  boolean takes(ReplicaLog log, DirectBuffer entry, int position) {
    return !room.isFull()
        || Batch.entryType(entry, position) != EntryType.DATA
        || !log.needsSegmentFor(Batch.length(entry, position));
  }

  /**
   * Notes an append that the disk refused.
   *
   * @throws FlushFailedException where that is what it was: no refusal, but the end
   */
  void note(UncheckedIOException refusal) {
    if (refusal instanceof FlushFailedException fatal) {
      throw fatal;
    }
    latest = refusal;
  }

  /** Has another broker lead where an append was refused since the last call, and says so. */
  void report(Replica replica, ReplicaListener listener, long nowNs) {
    if (latest == null) {
      return;
    }
    if (replica.isLeader() && !replica.isTransferring()) {
      triedBroker = room.successor(replica, triedBroker);
      replica.transfer(triedBroker, nowNs);
    }
    listener.onAppendRefused(replica, latest);
    latest = null;
  }
}
