package io.rafthold.client.transport;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * How the driver's thread that looks up names waits: parked until the driver may have something for
 * it. A look-up is asked for once in a while, when a stream is opened, and looking for one each few
 * milliseconds is what a quiet process would mostly do.
 *
 * <p>The driver tells its thread nothing, so whoever runs or watches the driver calls: {@link
 * #call} and {@link #end} are for any thread, the rest for the one that waits.
 */
final class ResolverIdle implements IdleStrategy {
  /** How often it looks while nobody has ever called, and once it ends. */
  static final long SHORT_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * How often it looks by itself: the driver has the name of a peer that is silent looked up anew
   * without having been told to.
   */
  static final long LONG_PARK_NS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Runnable afterWork;
  private volatile Thread thread;
  private volatile boolean isCalled;
  private volatile boolean isAttended;

  /**
   * Creates one.
   *
   * @param afterWork run on the waiting thread when it has looked up something: the driver takes
   *     the result in its next cycle
   */
  ResolverIdle(Runnable afterWork) {
    this.afterWork = afterWork;
  }

  /** Has the thread look at once, and leave it to calls from now on. */
  void call() {
    isAttended = true;
    wake();
  }

  /** Nobody calls any more, and the thread is about to be ended. */
  void end() {
    isAttended = false;
    wake();
  }

  private void wake() {
    isCalled = true;
    LockSupport.unpark(thread);
  }

  /** Returns how long the next park takes at most, in nanoseconds. */
  long parkNs() {
    return isAttended ? LONG_PARK_NS : SHORT_PARK_NS;
  }

  @Override
  public void idle(int workCount) {
    if (workCount > 0) {
      afterWork.run();
    } else {
      idle();
    }
  }

  @Override
  public void idle() {
    thread = Thread.currentThread();
    // Behind the mark: who calls later unparks, and who called before it is seen here.
    if (!isCalled) {
      LockSupport.parkNanos(this, parkNs());
    }
    isCalled = false;
  }

  @Override
  public void reset() {
    // The next look finds nothing, and parks.
  }

  @Override
  public String alias() {
    return "resolver";
  }
}
