package io.rafthold.client;

import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.IdleStrategy;

/** The caller's thread runs the cycles, by hand or while it waits. */
final class InvokerDriver implements CoreDriver {
  private final ClientCore core;
  private final IdleStrategy idleStrategy;
  private boolean isInCycle;
  private RaftholdException closeReason;

  InvokerDriver(ClientCore core, IdleStrategy idleStrategy) {
    this.core = core;
    this.idleStrategy = idleStrategy;
  }

  @Override
  public boolean isInCycle() {
    return isInCycle;
  }

  @Override
  public boolean isBackground() {
    return false;
  }

  @Override
  public int invoke() {
    if (isInCycle || closeReason != null) {
      return 0;
    }
    isInCycle = true;
    try {
      return core.doWork();
    } finally {
      isInCycle = false;
    }
  }

  @Override
  public IdleStrategy idleStrategy() {
    return idleStrategy;
  }

  @Override
  public void wake() {
    // The caller runs the next cycle when it likes.
  }

  @Override
  public void await(CompletableFuture<?> future, long timeoutNs) throws InterruptedException {
    final long deadlineNs = core.clock().nanoTime() + timeoutNs;
    while (!future.isDone() && closeReason == null && core.clock().nanoTime() - deadlineNs < 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      idleStrategy.idle(invoke());
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
      core.close(reason);
    }
  }
}
