package io.rafthold.partition;

import io.rafthold.log.FlushFailedException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.RaftCore;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Lets a replica's oldest records go, as its topic's policy says: whole segments, each replica for
 * itself, since where segments end is its own affair.
 *
 * <p>Invariant: what goes is committed, applied and flushed here, so that no election and no
 * restart can ask for it again; a follower that does is given the state at the new start. Ages are
 * the entries' timestamps against this broker's wall clock.
 *
 * <p>The open segment never goes. Where its first entry is too old it is sealed, so that a topic
 * that nobody writes to any more is emptied too.
 *
 * <p>Used by the partition agent's thread.
 */
final class Retention {
  private final RaftCore core;
  private final ReplicaLog log;
  private final DerivedState derived;
  private final SegmentStarts starts;
  private final long checkIntervalNs;
  private final FollowerGrace grace;
  private RetentionPolicy policy = RetentionPolicy.FOR_EVER;
  private long graceTerm;
  private long graceMembership;

  /** When to look next; not before the first cycle has said what time it is. */
  private long checkNs = Long.MIN_VALUE;

  Retention(RaftCore core, ReplicaLog log, DerivedState derived, RetentionSettings settings) {
    this.core = core;
    this.log = log;
    this.derived = derived;
    starts = derived.starts();
    checkIntervalNs = settings.checkIntervalNs();
    grace = new FollowerGrace(core, settings.followerGraceNs());
  }

  /** Sets what holds from now on; it is looked at in the next cycle. */
  void policy(RetentionPolicy next) {
    policy = next;
    checkNs = Long.MIN_VALUE;
  }

  /** Returns when {@link #doWork} is due even if nothing comes in; MAX for never. */
  long nextDeadlineNs() {
    return policy.isForEver() ? Long.MAX_VALUE : checkNs;
  }

  /**
   * Lets go of what may go, once in an interval.
   *
   * @param epochNs wall clock
   * @return work count
   */
  int doWork(long nowNs, long epochNs) {
    if (policy.isForEver() || nowNs < checkNs) {
      return 0;
    }
    checkNs = nowNs + checkIntervalNs;
    dropBefore(spared(firstToKeep(epochNs), nowNs));
    return 1;
  }

  private long firstToKeep(long epochNs) {
    long index = log.firstIndex();
    if (policy.timeMs() > 0) {
      final long oldestNs = epochNs - TimeUnit.MILLISECONDS.toNanos(policy.timeMs());
      seal(oldestNs);
      index = log.startAfterExpiring(oldestNs);
    }
    return policy.bytes() > 0
        ? Math.max(index, starts.startKeeping(policy.bytes(), derived.tables().appliedBytes()))
        : index;
  }

  private void seal(long oldestNs) {
    try {
      log.rollOlder(oldestNs);
    } catch (FlushFailedException fatal) {
      throw fatal;
    } catch (UncheckedIOException refusal) {
      // A full disk: the log is as it was, and the next look tries again. Whoever appends says so.
    }
  }

  private long spared(long index, long nowNs) {
    if (!core.isLeader()) {
      return index;
    }
    final long membershipIndex = core.memberships().latestIndex();
    if (graceTerm != core.term() || graceMembership != membershipIndex) {
      graceTerm = core.term();
      graceMembership = membershipIndex;
      grace.clear();
    }
    return grace.spare(index, nowNs);
  }

  /**
   * Gives up the log's start; see {@link Installation#dropBefore}. What a restart took over as
   * applied counts only when the core has learned again that it is committed: a leader looks at
   * terms from its commit index on.
   */
  void dropBefore(long index) {
    derived.installation().dropBefore(Math.min(index, core.commitIndex() + 1));
  }
}
