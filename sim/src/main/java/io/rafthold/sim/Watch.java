package io.rafthold.sim;

import io.rafthold.raft.CoreObserver;
import io.rafthold.sim.disk.DiskWatcher;

/** Watches cores, disks and ends of processes closely, for traces; changes nothing. */
public interface Watch {
  /** Watches nothing. */
  Watch NONE = new Watch() {};

  /** A replica's core is about to be made: returns who watches it. */
  default CoreObserver observer(int brokerId, int groupId) {
    return CoreObserver.NONE;
  }

  /**
   * Returns who hears what is done to the disks.
   *
   * @param checker hears it in any case
   */
  default DiskWatcher disks(DiskWatcher checker) {
    return checker;
  }

  /** A broker's process ended, and its machine where power was lost. */
  default void onEnded(int brokerId, boolean lostPower) {}
}
