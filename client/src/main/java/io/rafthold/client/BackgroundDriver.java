package io.rafthold.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's own thread. While answers may come it spins and yields briefly, then parks for
 * moments; with nothing to wait for it parks longer, and user calls wake it.
 */
final class BackgroundDriver implements CoreDriver {
  private static final Logger LOGGER = LoggerFactory.getLogger(BackgroundDriver.class);
  private static final int SPINS = 20;
  private static final int YIELDS = 200;
  private static final long BUSY_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long IDLE_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long CLOSE_TIMEOUT_MS = 5_000;

  private final ClientCore core;
  private final Thread thread;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile RaftholdException closeReason;
  private volatile boolean isParked;

  BackgroundDriver(ClientCore core) {
    this.core = core;
    this.thread = new Thread(this::run, "rafthold-client");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public boolean isInCycle() {
    return Thread.currentThread() == thread;
  }

  @Override
  public boolean isBackground() {
    return true;
  }

  @Override
  public int invoke() {
    throw new IllegalStateException(
        "invoke() is for clients with ClientThreading.INVOKER: this one has its own thread");
  }

  @Override
  public void wake() {
    if (isParked) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void await(CompletableFuture<?> future, long timeoutNs) throws InterruptedException {
    try {
      future.get(timeoutNs, TimeUnit.NANOSECONDS);
    } catch (final ExecutionException | TimeoutException e) {
      // The caller looks at the future itself.
      LOGGER.trace("Waited in vain", e);
    }
  }

  @Override
  public RaftholdException failure() {
    return closeReason;
  }

  @Override
  public void close(RaftholdException reason) {
    if (closeReason == null) {
      closeReason = reason;
    }
    LockSupport.unpark(thread);
    if (isInCycle()) {
      return;
    }
    boolean isInterrupted = false;
    try {
      if (!stopped.await(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        LOGGER.warn("The client's thread did not stop: does a continuation block it?");
      }
    } catch (final InterruptedException e) {
      isInterrupted = true;
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // yielding between two looks is what is wanted here
  private void run() {
    int idleCycles = 0;
    while (closeReason == null) {
      if (step() > 0) {
        idleCycles = 0;
      } else if (idleCycles < SPINS) {
        idleCycles++;
        Thread.onSpinWait();
      } else if (idleCycles < SPINS + YIELDS && core.isBusy()) {
        idleCycles++;
        Thread.yield();
      } else {
        park();
      }
    }
    try {
      core.close(closeReason);
    } catch (final RuntimeException e) {
      LOGGER.warn("Closing the client failed", e);
    } finally {
      stopped.countDown();
    }
  }

  /** Looks once more after it is marked as parked: who hands over later sees the mark and wakes. */
  private void park() {
    isParked = true;
    if (closeReason == null && step() == 0) {
      LockSupport.parkNanos(this, core.isBusy() ? BUSY_PARK_NS : IDLE_PARK_NS);
    }
    isParked = false;
  }

  private int step() {
    try {
      return core.doWork();
    } catch (final RuntimeException e) {
      LOGGER.error("The client cannot go on", e);
      closeReason =
          new BrokerFailureException("the client's transport has failed: " + e.getMessage());
      return 0;
    }
  }
}
