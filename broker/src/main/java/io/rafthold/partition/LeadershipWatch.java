package io.rafthold.partition;

import io.rafthold.raft.RaftCore;
import io.rafthold.raft.Role;

/** Notices when a core's term, role or leader is another one than at the last look. */
final class LeadershipWatch {
  private final RaftCore core;
  private long seenTerm;
  private Role seenRole;
  private int seenLeader;
  private boolean seenRejoining;

  LeadershipWatch(RaftCore core) {
    this.core = core;
    look();
  }

  /** Tells whether what was begun as leader since the last look is no longer to be finished. */
  boolean isReignOver() {
    return core.term() != seenTerm || core.role() != seenRole;
  }

  /** Looks; true where anything has changed. */
  boolean look() {
    final boolean hasChanged = isReignOver() || core.leaderId() != seenLeader;
    seenTerm = core.term();
    seenRole = core.role();
    seenLeader = core.leaderId();
    return hasChanged;
  }

  /** Looks; true where the core has begun or ended to rejoin. */
  boolean lookForRejoining() {
    final boolean hasChanged = core.isRejoining() != seenRejoining;
    seenRejoining = core.isRejoining();
    return hasChanged;
  }
}
