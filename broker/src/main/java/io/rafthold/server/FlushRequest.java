package io.rafthold.server;

import io.rafthold.partition.FlushTarget;
import io.rafthold.partition.VoteWrite;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One target's standing request and its own list node. It is in at most one list at a time, which
 * is what {@link #state} says, so nothing needs to be allocated to ask again.
 */
final class FlushRequest {
  private static final int IDLE = 0;
  private static final int QUEUED = 1;
  private static final int RELEASED = 2;

  private final FlushTarget target;
  private final VoteWrite vote;
  private final AtomicInteger state = new AtomicInteger(IDLE);
  private volatile boolean urgent;

  /** Written by the thread that pushed the request, read by the flush thread after it took it. */
  FlushRequest next;

  /** When a request that is not urgent falls due. The flush thread's own. */
  long dueNs;

  FlushRequest(FlushTarget target) {
    this.target = target;
    this.vote = null;
  }

  FlushRequest(VoteWrite vote) {
    this.target = null;
    this.vote = vote;
  }

  boolean isVote() {
    return vote != null;
  }

  boolean isUrgent() {
    return urgent;
  }

  boolean isFor(Object owner) {
    return target == owner || vote == owner;
  }

  /** Returns whether the request has become urgent by this call. */
  boolean makeUrgent() {
    if (urgent) {
      return false;
    }
    urgent = true;
    return true;
  }

  /** Returns whether the caller must push the request: it was idle. */
  boolean tryQueue() {
    return state.get() == IDLE && state.compareAndSet(IDLE, QUEUED);
  }

  /**
   * Called right before the target is flushed: whoever asks from now on queues the request anew,
   * since the flush may not cover what it appended.
   *
   * @return false where the request was released and must not run
   */
  boolean beginRun() {
    urgent = false;
    return state.compareAndSet(QUEUED, IDLE);
  }

  void release() {
    state.set(RELEASED);
  }

  void run() {
    if (vote != null) {
      vote.write();
    } else {
      target.flush();
    }
  }
}
