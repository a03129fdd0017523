package io.rafthold.raft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches a cluster from outside, and fails at the first step after which a property of figure 3.2
 * of the dissertation does not hold.
 */
final class SafetyChecker {
  private final List<Replica> replicas;
  private final boolean commitNeedsDisk;
  private final boolean mayForget;
  private final Map<Long, Integer> leaderOfTerm = new HashMap<>();
  private final MemoryLog committed = new MemoryLog();
  private final List<Long> committedInTerm = new ArrayList<>();
  private final long[] lastCommitIndex;
  private long durableIndex;

  /**
   * Makes one.
   *
   * @param mayForget whether a replica may lose what it answered for: then an answer is still on
   *     its way when the entry is gone
   */
  SafetyChecker(List<Replica> replicas, CommitLevel level, boolean mayForget) {
    this.replicas = replicas;
    this.mayForget = mayForget;
    commitNeedsDisk = level == CommitLevel.FLUSHED;
    lastCommitIndex = new long[replicas.size()];
  }

  long committedCount() {
    return committed.lastIndex();
  }

  /** A replica that starts again may know less than before. */
  void restarted(Replica replica) {
    lastCommitIndex[replicas.indexOf(replica)] = 0;
  }

  void check() {
    for (int i = 0; i < replicas.size(); i++) {
      Replica replica = replicas.get(i);
      if (replica.isAlive()) {
        checkLeader(replica);
        checkCommitted(replica, i);
        checkDurable(replica);
      }
    }
  }

  private void checkLeader(Replica replica) {
    RaftCore core = replica.core();
    if (!core.isLeader()) {
      return;
    }
    Integer known = leaderOfTerm.putIfAbsent(core.term(), replica.id());
    if (known == null) {
      checkLeaderCompleteness(replica);
    } else {
      require(known == replica.id(), "election safety", core.term(), replica);
    }
  }

  private void checkLeaderCompleteness(Replica leader) {
    for (long index = 1; index <= committed.lastIndex(); index++) {
      if (committedInTerm.get((int) index - 1) < leader.core().term()) {
        require(leader.log().agreesAt(committed, index), "leader completeness", index, leader);
      }
    }
  }

  private void checkCommitted(Replica replica, int position) {
    long commitIndex = replica.core().commitIndex();
    require(commitIndex >= lastCommitIndex[position], "commit never falls", commitIndex, replica);
    for (long index = lastCommitIndex[position] + 1; index <= commitIndex; index++) {
      if (index > committed.lastIndex()) {
        committed.append(replica.log().entryTermAt(index), replica.log().valueAt(index));
        committedInTerm.add(replica.core().term());
        require(isOnMajority(replica, index, commitNeedsDisk), "on a majority", index, replica);
      }
      require(replica.log().agreesAt(committed, index), "committed for ever", index, replica);
    }
    lastCommitIndex[position] = commitIndex;
  }

  private void checkDurable(Replica replica) {
    long index = replica.core().durableIndex();
    require(index <= replica.core().commitIndex(), "durable is committed", index, replica);
    for (; durableIndex < index; durableIndex++) {
      require(
          isOnMajority(replica, durableIndex + 1, true), "durable on a majority", index, replica);
    }
  }

  /** By one of the memberships that the replica had when it said so: it may have changed since. */
  private boolean isOnMajority(Replica by, long index, boolean onDisk) {
    MembershipLog memberships = by.memberships();
    for (int i = memberships.size() - 1; i >= 0; i--) {
      Membership membership = memberships.membershipAt(i);
      long holders =
          replicas.stream()
              .filter(replica -> membership.isVoter(replica.id()))
              .map(replica -> onDisk ? replica.diskLog() : replica.log())
              .filter(log -> log.agreesAt(committed, index))
              .count();
      if (holders >= membership.majority()) {
        return true;
      }
    }
    return mayForget;
  }

  /** Log matching: where two logs have an entry of the same index and term, all before it agree. */
  void checkLogMatching() {
    for (Replica left : replicas) {
      for (Replica right : replicas) {
        boolean mustAgree = false;
        long last = Math.min(left.log().lastIndex(), right.log().lastIndex());
        for (long index = last; index > 0; index--) {
          mustAgree |= left.log().entryTermAt(index) == right.log().entryTermAt(index);
          require(
              !mustAgree || left.log().agreesAt(right.log(), index), "log matching", index, left);
        }
      }
    }
  }

  private static void require(boolean holds, String property, long value, Replica replica) {
    if (!holds) {
      throw new AssertionError(property + ", " + value + ": " + replica);
    }
  }
}
