package io.rafthold.server;

import io.rafthold.partition.HousekeepingTask;
import java.util.concurrent.atomic.AtomicInteger;

/** One task's standing request, made once and used again: it waits in at most one place. */
final class HousekeepingRequest {
  private static final int IDLE = 0;
  private static final int QUEUED = 1;
  private static final int RELEASED = 2;

  final HousekeepingTask task;

  /** Not before this time; the housekeeping thread's own. */
  long dueNs = Long.MIN_VALUE;

  private volatile boolean isUrgencyTold;
  private final AtomicInteger state = new AtomicInteger(IDLE);

  HousekeepingRequest(HousekeepingTask task) {
    this.task = task;
  }

  /** Returns whether the caller must put it into a queue: it was idle. */
  boolean tryQueue() {
    return state.get() == IDLE && state.compareAndSet(IDLE, QUEUED);
  }

  /**
   * Called before a step: whoever asks from now on queues the task anew.
   *
   * @return false where it was forgotten and must not run
   */
  boolean beginStep() {
    isUrgencyTold = false;
    return state.compareAndSet(QUEUED, IDLE);
  }

  /** Returns whether the thread must be woken for it: once before each step. */
  boolean tellUrgency() {
    if (isUrgencyTold) {
      return false;
    }
    isUrgencyTold = true;
    return true;
  }

  boolean isReleased() {
    return state.get() == RELEASED;
  }

  void release() {
    state.set(RELEASED);
  }
}
