package io.rafthold.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agrona.concurrent.IdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's own thread. Behind each message it stays awake for a while; then it sleeps until a
 * broker sends something, and user calls wake it.
 */
final class BackgroundDriver implements CoreDriver {
  private static final Logger LOGGER = LoggerFactory.getLogger(BackgroundDriver.class);
  private static final long CLOSE_TIMEOUT_MS = 5_000;

  private final ClientCore core;
  private final Thread thread;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile RaftholdException closeReason;

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
  public IdleStrategy idleStrategy() {
    throw new IllegalStateException(
        "idleStrategy() is for clients with ClientThreading.INVOKER: this one has its own thread");
  }

  @Override
  public void wake() {
    core.links().doze().wake();
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
    wake();
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

  private void run() {
    final IdleStrategy idleStrategy = new ClientIdleStrategy(core);
    while (closeReason == null) {
      step(idleStrategy);
    }
    try {
      core.close(closeReason);
    } catch (final RuntimeException e) {
      LOGGER.warn("Closing the client failed", e);
    } finally {
      stopped.countDown();
    }
  }

  private void step(IdleStrategy idleStrategy) {
    try {
      idleStrategy.idle(core.doWork());
    } catch (final RuntimeException e) {
      LOGGER.error("The client cannot go on", e);
      closeReason =
          new BrokerFailureException("the client's transport has failed: " + e.getMessage());
    }
  }
}
