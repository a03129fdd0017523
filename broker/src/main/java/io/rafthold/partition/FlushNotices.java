package io.rafthold.partition;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which replicas the flush thread has done something for: a stack that it pushes to and the
 * partition agent's thread empties. So a replica that waits for the disk is not looked at in each
 * duty cycle to find out. Allocates nothing once a replica is there.
 */
public final class FlushNotices {
  /** A replica's place in the stack; it is there once at most. */
  static final class Notice {
    private final FlushNotices notices;
    private final Replica replica;
    private Notice next;

    /** Set by whoever pushes, cleared by the partition agent before it looks. */
    private final AtomicBoolean isGiven = new AtomicBoolean();

    private Notice(FlushNotices notices, Replica replica) {
      this.notices = notices;
      this.replica = replica;
    }

    /** Says that results are there to be seen; any thread. */
    void give() {
      if (isGiven.compareAndSet(false, true)) {
        notices.push(this);
      }
    }
  }

  private final AtomicReference<Notice> newest = new AtomicReference<>();

  /** Returns a new place for a replica. */
  Notice of(Replica replica) {
    return new Notice(this, replica);
  }

  private void push(Notice notice) {
    Notice top;
    do {
      top = newest.get();
      notice.next = top;
    } while (!newest.compareAndSet(top, notice));
  }

  /** Tells whether {@link #wake} would wake anybody. */
  public boolean isEmpty() {
    return newest.get() == null;
  }

  /**
   * Has all be visited that notices were given for. For the partition agent's thread.
   *
   * @param wakeup gets each replica once
   */
  public void wake(ReplicaWakeup wakeup) {
    if (isEmpty()) {
      return;
    }
    Notice notice = newest.getAndSet(null);
    while (notice != null) {
      final Notice next = notice.next;
      notice.next = null;
      // Before the visit: what comes to be meanwhile is either seen by it or gives notice anew.
      notice.isGiven.set(false);
      wakeup.wake(notice.replica);
      notice = next;
    }
  }
}
