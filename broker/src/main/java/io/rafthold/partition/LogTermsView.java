package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.LogTerms;

/** Shows the core what it may see of a replica's log. */
record LogTermsView(ReplicaLog log) implements LogTerms {
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
}
