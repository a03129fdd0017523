package io.rafthold.raft;

/** Dissertation 3.10: a leader hands over to a voter of its choice. */
final class Transfer {
  boolean begin(int toBrokerId, long nowNs) {
    return false;
  }

  boolean isUnderWay() {
    return false;
  }

  int bestTarget(long nowNs) {
    return -1;
  }
}
