package io.rafthold.sim.invariant;

import io.rafthold.partition.Replica;

/**
 * The start of a log only rises, and never beyond what is committed, applied and flushed: nothing
 * goes that an election or a restart could ask for.
 */
public final class StartRises {
  private final Watcher marks;
  private final FollowersSpared followersSpared;

  StartRises(Watcher marks, FollowersSpared followersSpared) {
    this.marks = marks;
    this.followersSpared = followersSpared;
  }

  /** Looks at where a log starts, behind a step. */
  void onStepped(ReplicaView replica, Replica process) {
    final long firstIndex = process.log().firstIndex();
    if (firstIndex == replica.firstIndex) {
      return;
    }
    if (firstIndex < replica.firstIndex
        || firstIndex - 1 > process.commitIndex()
        || firstIndex - 1 > replica.durableIndex()) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " starts at "
              + firstIndex
              + " after "
              + replica.firstIndex
              + ", committed "
              + process.commitIndex());
    }
    if (!replica.isInstalled) {
      marks.onStartDropped();
      followersSpared.onDropped(replica, process, firstIndex);
    }
    replica.isInstalled = false;
    replica.firstIndex = firstIndex;
  }
}
