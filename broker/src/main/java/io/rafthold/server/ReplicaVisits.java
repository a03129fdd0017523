package io.rafthold.server;

import io.rafthold.partition.FlushNotices;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaWakeup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Which replicas to visit in a duty cycle: those that were woken by a message, a request or a
 * flush, those that are busy, and those whose time has come; and, as far as there is room, those
 * that wait for a link. A quiet replica costs nothing until its next review or timer, so that a
 * broker can have thousands.
 *
 * <p>Used by the broker's duty cycle; allocates nothing in steady state.
 */
final class ReplicaVisits implements ReplicaWakeup {
  /**
   * When a replica is looked at again that has something to do and could not, since a link does not
   * take it: soon enough for a link that comes back, seldom enough for a broker that is gone.
   */
  static final long BLOCKED_REVISIT_NS = 5_000_000L;

  /** Visits of the line in a cycle that may come to nothing: the room is on one of a few links. */
  private static final int VAIN_VISITS = 4;

  private final FlushNotices notices;

  private final ReplicaDeadlines deadlines = new ReplicaDeadlines();
  private List<Replica> awake = new ArrayList<>();
  private List<Replica> visited = new ArrayList<>();

  /** Who waits for room on a link, the longest first. */
  private final ArrayDeque<Replica> line = new ArrayDeque<>();

  private long visits;

  /**
   * Begins with nobody to visit.
   *
   * @param notices says whom the flush thread did something for
   */
  ReplicaVisits(FlushNotices notices) {
    this.notices = notices;
  }

  @Override
  public void wake(Replica replica) {
    if (!replica.isAwake()) {
      replica.isAwake(true);
      awake.add(replica);
    }
  }

  /**
   * Visits the replicas that have work. One that fails closes itself and is passed over.
   *
   * @return work count
   */
  int doWork(long nowNs, long epochNs) {
    for (Replica due = deadlines.pollDue(nowNs); due != null; due = deadlines.pollDue(nowNs)) {
      wake(due);
    }
    notices.wake(this);
    final List<Replica> visiting = awake;
    awake = visited;
    visited = visiting;
    int work = visitLine(nowNs, epochNs);
    for (int i = 0; i < visiting.size(); i++) {
      final Replica replica = visiting.get(i);
      replica.isAwake(false);
      work += visit(replica, nowNs, epochNs);
    }
    visiting.clear();
    return work;
  }

  /** Before the others, which would take the room; and no more of them than there is room for. */
  private int visitLine(long nowNs, long epochNs) {
    int work = 0;
    int vain = 0;
    for (int left = line.size(); left > 0 && vain < VAIN_VISITS; left--) {
      final Replica replica = line.poll();
      replica.isInLine(false);
      final int done = visit(replica, nowNs, epochNs);
      vain += replica.isInLine() && done == 0 ? 1 : 0;
      work += done;
    }
    return work;
  }

  private int visit(Replica replica, long nowNs, long epochNs) {
    if (replica.isRetired()) {
      return 0;
    }
    final int work = replica.doWork(nowNs, epochNs);
    visits++;
    if (!replica.isRetired()) {
      schedule(replica, nowNs);
    }
    return work;
  }

  private void schedule(Replica replica, long nowNs) {
    if (replica.isBusy()) {
      wake(replica);
    }
    if (replica.isHeldUp() && !replica.isInLine()) {
      replica.isInLine(true);
      line.add(replica);
    }
    final long deadlineNs = replica.nextDeadlineNs();
    deadlines.schedule(replica, deadlineNs > nowNs ? deadlineNs : nowNs + BLOCKED_REVISIT_NS);
  }

  /** Returns how many visits there were, for tests of what a quiet replica costs. */
  long visitCount() {
    return visits;
  }

  /**
   * Returns when a replica has something to do even if nothing comes in.
   *
   * @param nowNs as given to the last cycle
   * @return {@code Long.MAX_VALUE} for never
   */
  long nextDeadlineNs(long nowNs) {
    return (!awake.isEmpty() && !isOnlyBusy()) || !notices.isEmpty()
        ? nowNs
        : deadlines.nextDeadlineNs();
  }

  /** Tells whether those awake are busy only: a cycle without new input may bring them nothing. */
  private boolean isOnlyBusy() {
    for (int i = 0; i < awake.size(); i++) {
      if (!awake.get(i).isBusy()) {
        return false;
      }
    }
    return true;
  }
}
