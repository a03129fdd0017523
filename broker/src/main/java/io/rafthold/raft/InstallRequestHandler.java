package io.rafthold.raft;

/** Dissertation 5.3: a follower begins its log where the leader's starts. */
final class InstallRequestHandler {
  boolean onMessage(RaftMessage request, long nowNs) {
    return false;
  }

  void installed(long prevIndex, long prevTerm, Membership atPrev) {}
}
