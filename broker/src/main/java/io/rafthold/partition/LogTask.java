package io.rafthold.partition;

import io.rafthold.log.LogUpkeep;
import io.rafthold.log.ReplicaLog;

/** The log's own housekeeping: its next segment, and what it has dropped. */
final class LogTask extends ReplicaTask {
  private final LogUpkeep upkeep;
  private final DiskRoom room;

  LogTask(ReplicaLog log, DiskRoom room) {
    upkeep = log.upkeep();
    this.room = room;
  }

  @Override
  boolean isWanted(long nowNs) {
    return upkeep.isDue(!room.isFull());
  }

  @Override
  public boolean isUrgent() {
    return upkeep.isUrgent();
  }

  @Override
  long work(long nowNs) {
    return upkeep.step();
  }
}
