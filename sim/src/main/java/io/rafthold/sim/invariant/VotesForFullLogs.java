package io.rafthold.sim.invariant;

import org.agrona.collections.Long2ObjectHashMap;

/**
 * Who grants a vote has no more up-to-date log than who asks for it (dissertation 3.6.1). A
 * pre-vote is no vote: the log of who grants one may grow, in the same term, before the answer
 * leaves.
 */
public final class VotesForFullLogs {
  private record LogEnd(long index, long term) {
    boolean covers(long otherIndex, long otherTerm) {
      return term > otherTerm || (term == otherTerm && index >= otherIndex);
    }
  }

  private static final int MAX_GROUPS = 1 << 16;
  private static final int MAX_BROKERS = 1 << 8;

  private final Long2ObjectHashMap<LogEnd> asked = new Long2ObjectHashMap<>();

  private static long key(int groupId, int candidate, long term) {
    return (term * MAX_GROUPS + groupId) * MAX_BROKERS + candidate;
  }

  /** A broker asks for a vote, with the end of its log. */
  public void onAsked(int groupId, int candidate, long term, long lastIndex, long lastTerm) {
    final long key = key(groupId, candidate, term);
    final LogEnd before = asked.get(key);
    // A term may be asked about with a log that has grown since; a late answer may be to either.
    if (before == null || !before.covers(lastIndex, lastTerm)) {
      asked.put(key, new LogEnd(lastIndex, lastTerm));
    }
  }

  /** A grant leaves. */
  public void onGranted(ReplicaView voter, int candidate, long term) {
    final LogEnd end = asked.get(key(voter.groupId, candidate, term));
    final long lastIndex = voter.lastIndex();
    final long lastTerm = voter.termAt(lastIndex);
    // What came in the term itself came after the vote.
    if (lastTerm < term && (end == null || !end.covers(lastIndex, lastTerm))) {
      throw new InvariantViolation(
          getClass(),
          voter
              + " with a log up to index "
              + lastIndex
              + " of term "
              + lastTerm
              + " votes for "
              + candidate
              + " in term "
              + term
              + ", which asked with "
              + end);
    }
  }
}
