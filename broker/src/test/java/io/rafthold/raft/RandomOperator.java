package io.rafthold.raft;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What an operator and the clients of a group do beside proposing: change its members, hand the
 * leadership over, remove old entries, read what is committed.
 */
final class RandomOperator {
  /** How many of a log's last committed entries retention leaves at least. */
  private static final int KEPT = 20;

  /** A read that waits: the term it began in, and how far it will see. */
  private record Read(long term, long ticket, long seesTo, long committedBefore) {}

  private final SplittableRandom random;
  private final int brokers;
  private final SafetyChecker checker;
  private final Map<Integer, Read> reads = new HashMap<>();
  private long confirmedReads;
  private long transfers;

  RandomOperator(SplittableRandom random, int brokers, SafetyChecker checker) {
    this.random = random;
    this.brokers = brokers;
    this.checker = checker;
  }

  long confirmedReads() {
    return confirmedReads;
  }

  long transfers() {
    return transfers;
  }

  void operate(Replica replica, long nowNs, boolean faulty) {
    RaftCore core = replica.core();
    if (random.nextInt(50) == 0) {
      long flushed = Math.min(core.commitIndex(), core.flushedIndex());
      if (flushed - KEPT > replica.log().firstIndex()) {
        replica.removeBefore(flushed - random.nextInt(KEPT));
      }
    }
    if (!core.isLeader()) {
      return;
    }
    read(replica, nowNs);
    if (faulty && random.nextInt(40) == 0) {
      transfers += core.transfer(1 + random.nextInt(brokers), nowNs) ? 1 : 0;
    }
    if (faulty && random.nextInt(10) == 0) {
      change(replica);
    }
  }

  private void read(Replica leader, long nowNs) {
    RaftCore core = leader.core();
    Read read = reads.get(leader.id());
    if (read != null && read.term() != core.term()) {
      read = null;
    }
    if (read != null && core.confirmedRead() >= read.ticket()) {
      if (read.seesTo() < read.committedBefore()) {
        throw new AssertionError("a read sees what was committed before: " + read + " " + leader);
      }
      confirmedReads++;
      read = null;
    }
    if (read == null) {
      long ticket = core.beginRead(nowNs);
      if (ticket > 0) {
        read = new Read(core.term(), ticket, core.commitIndex(), checker.committedCount());
      }
    }
    reads.put(leader.id(), read);
  }

  private void change(Replica leader) {
    Membership membership = leader.core().membership();
    int broker = 1 + random.nextInt(brokers);
    if (!membership.isMember(broker)) {
      leader.change(membership.withLearner(broker));
    } else if (membership.isLearner(broker) && random.nextInt(4) > 0) {
      leader.change(membership.withVoter(broker));
    } else if (membership.isLearner(broker) || membership.voterCount() > 1) {
      leader.change(membership.without(broker));
    }
  }
}
