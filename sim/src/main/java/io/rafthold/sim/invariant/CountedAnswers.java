package io.rafthold.sim.invariant;

import io.rafthold.partition.Replica;
import io.rafthold.raft.Membership;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * A leader commits what a majority of the voters has told it to hold, itself among them as far as
 * its own disk goes (dissertation 3.6.2, 10.2.1). Learners, replicas that rejoin, answers of other
 * terms and of an earlier life do not count. This keeps a book of its own of all answers that reach
 * a leader.
 */
public final class CountedAnswers {
  /** What a follower has told a leader. */
  private static final class Row {
    final int groupId;
    long term;
    long life;
    boolean isRejoining;
    long matchIndex;
    long flushedIndex;
    long heardNs;

    /** Pulses of that series, held by that life, stand for further answers; 0 for none. */
    long settledBond;

    /** What the life before had told in this term. */
    long formerMatchIndex;

    Row(int groupId) {
      this.groupId = groupId;
    }

    void reset(long newTerm, long newLife, boolean rejoins) {
      formerMatchIndex = term == newTerm ? matchIndex : 0;
      term = newTerm;
      life = newLife;
      isRejoining = rejoins;
      matchIndex = 0;
      flushedIndex = 0;
    }
  }

  private static final int ID_BITS = 8;

  private final Long2ObjectHashMap<Row> rows = new Long2ObjectHashMap<>();

  /** The same, by leader and follower. */
  private final Long2ObjectHashMap<List<Row>> rowsOfPair = new Long2ObjectHashMap<>();

  /**
   * An answer reaches a broker.
   *
   * @param settledBond of the pulses that stand for further answers, see {@link #onPulse}; 0 for
   *     none
   * @param nowNs in the time that the broker has lived
   */
  public void onAnswer(
      int groupId,
      int leader,
      int follower,
      long term,
      long life,
      boolean isRejoining,
      long matchIndex,
      long flushedIndex,
      long settledBond,
      long nowNs) {
    final long key = key(groupId, leader, follower);
    Row row = rows.get(key);
    if (row == null) {
      row = new Row(groupId);
      rows.put(key, row);
      rowsOfPair.computeIfAbsent(key(0, leader, follower), pair -> new ArrayList<>()).add(row);
    }
    if (term > row.term || (term == row.term && life > row.life)) {
      row.reset(term, life, isRejoining);
    }
    if (term == row.term && life == row.life) {
      row.isRejoining &= isRejoining;
      row.matchIndex = Math.max(row.matchIndex, matchIndex);
      row.flushedIndex = Math.max(row.flushedIndex, flushedIndex);
      row.heardNs = nowNs;
      row.settledBond = settledBond;
    }
  }

  /**
   * A follower's broker answers a pulse of the leader's: it speaks for all groups that had agreed.
   *
   * @param bond of the series that the answer names and the life that holds it
   * @param nowNs in the time that the leader's broker has lived
   * @return whether it spoke for any
   */
  public boolean onPulse(int leader, int follower, long bond, long nowNs) {
    boolean hasSpoken = false;
    for (final Row row : rowsOfPair.getOrDefault(key(0, leader, follower), List.of())) {
      if (row.settledBond == bond) {
        row.heardNs = nowNs;
        hasSpoken = true;
      }
    }
    return hasSpoken;
  }

  /** A leader speaks to a follower for itself: pulses do not count for it until it agrees again. */
  void onLeaderSpoke(int groupId, int leader, int follower) {
    final Row row = rows.get(key(groupId, leader, follower));
    if (row != null) {
      row.settledBond = 0;
    }
  }

  /**
   * A follower's broker is about to answer a pulse: whom the leader counts in by that has a replica
   * there that follows it.
   */
  void onPulseAnswered(int leader, int follower, long bond, Checker checker) {
    for (final Row row : rowsOfPair.getOrDefault(key(0, leader, follower), List.of())) {
      if (row.settledBond == bond) {
        checker.judge(
            leader,
            row.groupId,
            leading ->
                checker.judge(
                    follower, row.groupId, following -> requireFollowing(leading, following)));
      }
    }
  }

  private void requireFollowing(ReplicaView leading, ReplicaView following) {
    final Replica leader = leading.process;
    final Replica follower = following.process;
    final boolean isCounted = leader != null && leader.countsOn(following.brokerId);
    final boolean follows =
        follower != null
            && !follower.isRetired()
            && follower.leaderId() == leading.brokerId
            && (!isCounted || follower.term() == leader.term());
    if (isCounted && !follows) {
      throw new InvariantViolation(
          getClass(),
          following
              + " does not follow "
              + leading
              + " in term "
              + leader.term()
              + ", which counts it in by a pulse that its broker answers");
    }
  }

  private static long key(int groupId, int leader, int follower) {
    return ((long) groupId << (2 * ID_BITS)) | (leader << ID_BITS) | follower;
  }

  /** Looks at what a leader commits, by the members that it counted. */
  public void onCommitted(ReplicaView leader, long index, boolean isDurable) {
    final Membership membership = leader.deciding;
    final int votes = votes(leader, index, isDurable, membership);
    if (votes < membership.majority()) {
      throw new InvariantViolation(
          getClass(),
          leader
              + " commits index "
              + index
              + " in term "
              + leader.term
              + ", for which it may count "
              + votes
              + " of "
              + membership);
    }
  }

  /** Returns when a leader last heard a follower in its term, 0 for never. */
  long heardNs(ReplicaView leader, int follower) {
    final Row row = rows.get(key(leader.groupId, leader.brokerId, follower));
    return row == null || row.term != leader.term ? 0 : row.heardNs;
  }

  /** Returns up to where a follower has told a leader in its term to hold the log. */
  long matchIndex(ReplicaView leader, int follower) {
    final Row row = rows.get(key(leader.groupId, leader.brokerId, follower));
    return row == null || row.term != leader.term ? 0 : row.matchIndex;
  }

  private int votes(ReplicaView leader, long index, boolean isDurable, Membership membership) {
    int votes = 0;
    for (int i = 0; i < membership.voterCount(); i++) {
      final int voter = membership.voterAt(i);
      if (voter == leader.brokerId) {
        votes += (isDurable ? leader.durableIndex : leader.lastIndex()) >= index ? 1 : 0;
      } else if (isCountable(leader, voter, isDurable, index)) {
        votes++;
      }
    }
    return votes;
  }

  private boolean isCountable(ReplicaView leader, int voter, boolean isDurable, long index) {
    final Row row = rows.get(key(leader.groupId, leader.brokerId, voter));
    return row != null
        && row.term == leader.term
        && !row.isRejoining
        && (isDurable ? row.flushedIndex : row.matchIndex) >= index;
  }

  private boolean hadTold(ReplicaView leader, int target, long index) {
    final Row row = rows.get(key(leader.groupId, leader.brokerId, target));
    return row != null && row.term == leader.term && row.formerMatchIndex >= index;
  }

  /**
   * Looks at a leader that tells another replica to take over (dissertation 3.10): only one that
   * has told it to hold the whole log. That the target has begun another life may be heard in the
   * same step, behind the word: it takes over nothing then.
   */
  public void onHandOver(ReplicaView leader, int target) {
    // What was appended in the same step came after the word was given.
    final long lastIndex = Math.min(leader.lastIndex(), leader.seenLastIndex);
    if (lastIndex > 0
        && !isCountable(leader, target, false, lastIndex)
        && !hadTold(leader, target, lastIndex)) {
      throw new InvariantViolation(
          getClass(),
          leader
              + " hands over to broker "
              + target
              + ", which has not told that it holds the log up to "
              + leader.lastIndex());
    }
  }
}
