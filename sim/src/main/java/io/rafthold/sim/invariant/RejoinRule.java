package io.rafthold.sim.invariant;

import io.rafthold.raft.Role;

/**
 * A replica that may have forgotten what it had answered for says so, votes for nobody (but where
 * all decide, and nothing that was flushed is lost), and counts again when it holds all that was
 * committed in earlier terms (docs/architecture.md, the rejoin rule).
 */
public final class RejoinRule {
  /** Looks at a replica that starts. */
  public void onStarted(ReplicaView replica, boolean isRejoining) {
    if (replica.mustRejoin && !isRejoining) {
      throw new InvariantViolation(
          getClass(), replica + " starts as if a loss of power had cost it nothing");
    }
  }

  /** Looks at a vote that leaves. */
  public void onVote(ReplicaView sender, int candidate, long term, boolean isUnanimous) {
    if (sender.isRejoining && (!isUnanimous || sender.isDamaged)) {
      throw new InvariantViolation(
          getClass(), sender + " votes for " + candidate + " in term " + term + " while rejoining");
    }
  }

  /**
   * Looks at a replica that has just ended rejoining.
   *
   * @param role it has now
   * @param term it is in now
   */
  public void onRejoined(ReplicaView replica, Role role, long term, GroupView group) {
    if (role == Role.CANDIDATE) {
      // Elected by all: nobody has what it lacks.
      return;
    }
    long index = group.lastIndex();
    while (index > 0 && group.committedIn(index) >= term) {
      index--;
    }
    if (!replica.holds(index, group.chainAt(index))) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " ends rejoining with a log up to "
              + replica.lastIndex()
              + " that lacks entries committed up to "
              + index);
    }
  }
}
