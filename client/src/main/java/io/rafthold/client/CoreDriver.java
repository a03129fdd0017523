package io.rafthold.client;

import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.IdleStrategy;

/** Who runs the core's duty cycles, and how other threads wait for what they bring. */
sealed interface CoreDriver permits BackgroundDriver, InvokerDriver {
  /** Tells whether the calling thread is within a duty cycle and must not wait for another. */
  boolean isInCycle();

  /** Tells whether a caller may wait while others run the cycles. */
  boolean isBackground();

  /** Runs one cycle by hand; returns its work count. */
  int invoke();

  /** Returns what is done between cycles without work, by the thread that runs them. */
  IdleStrategy idleStrategy();

  /** Lets the cycle run soon after a command or a record was handed over. */
  void wake();

  /** Waits until the future is done, or a while longer than the timeout that bounds it. */
  void await(CompletableFuture<?> future, long timeoutNs) throws InterruptedException;

  /** Returns why the cycles have ended; null while they go on. */
  RaftholdException failure();

  /** Stops the cycles, and fails what is outstanding. */
  void close(RaftholdException reason);
}
