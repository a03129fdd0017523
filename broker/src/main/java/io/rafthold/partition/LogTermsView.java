package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.LogTerms;

/** Shows the core what it may see of a replica's log, and of the state that it is installed by. */
final class LogTermsView implements LogTerms {
  private final ReplicaLog log;
  private Installation installation;

  LogTermsView(ReplicaLog log) {
    this.log = log;
  }

  /** Names who keeps the state; before the core leads. */
  void installation(Installation keeper) {
    installation = keeper;
  }

  @Override
  public long firstIndex() {
    return log.firstIndex();
  }

  @Override
  public long lastIndex() {
    return log.lastIndex();
  }

  @Override
  public long termAt(long index) {
    return log.termAt(index);
  }

  @Override
  public long stateIndex() {
    final LogStart start = installation == null ? null : installation.start();
    return start == null ? firstIndex() - 1 : start.index();
  }
}
