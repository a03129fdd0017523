package io.rafthold.raft;

/**
 * A leader has another entry where this replica has a committed one, which is never removed. A
 * sound majority elects no such leader (dissertation 3.6.3). An election of everybody can, after a
 * majority has lost its power (docs/architecture.md): then a replica that had no vote in it, a
 * learner, may have committed what all voters have forgotten. Whether to give that up is not the
 * replica's to decide: it stops, and keeps its files.
 */
public final class CommittedConflictException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  CommittedConflictException(long index, long commitIndex, int leaderId, long term) {
    super(
        "a committed entry is never removed ("
            + index
            + ", "
            + commitIndex
            + "): broker "
            + leaderId
            + ", which leads term "
            + term
            + ", has another entry at index "
            + index
            + ", and this replica has committed up to "
            + commitIndex
            + ". If a majority has lost its power, the voters have forgotten what this one still"
            + " has: save its directory where that matters, then replace the replica (partition"
            + " remove-replica, partition add-replica)");
  }
}
