package io.rafthold.client.transport;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Of a thread whose driver is another's, so that nothing is known of what came in: it sleeps in
 * short steps, the shortest first.
 */
final class TimedDoze implements Doze {
  private static final long SHORTEST_NS = TimeUnit.MICROSECONDS.toNanos(50);

  /** The longest step, whatever is asked for: what comes in meanwhile waits for its end. */
  static final long LONGEST_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private long stepNs = SHORTEST_NS;
  private volatile Thread sleeper;
  private volatile boolean isCalled;

  @Override
  public boolean isOver() {
    stepNs = SHORTEST_NS;
    isCalled = false;
    return true;
  }

  @Override
  public void sleep(long timeoutNs) {
    sleeper = Thread.currentThread();
    // Behind the mark: who calls later sees it, and who called before it is seen here.
    if (!isCalled) {
      LockSupport.parkNanos(this, Math.min(timeoutNs, stepNs));
      stepNs = Math.min(2 * stepNs, Math.min(timeoutNs, LONGEST_NS));
    }
    sleeper = null;
    isCalled = false;
  }

  @Override
  public void wake() {
    isCalled = true;
    LockSupport.unpark(sleeper);
  }
}
