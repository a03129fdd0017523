package io.rafthold.raft;

/** Dissertation 5.3: a leader's side of installing where its log starts. */
final class Installation {
  boolean nextInstall(int followerId, RaftMessage into, long nowNs) {
    return false;
  }

  void installSent(int followerId, long nowNs) {}
}
