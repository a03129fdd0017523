package io.rafthold.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;

/**
 * Hands batches and troubles from the core's thread to one consumer's. What it holds is bounded by
 * the credit of each subscription.
 */
final class FetchQueue implements BatchSink {
  private final ConcurrentLinkedQueue<FetchedBatch> batches = new ConcurrentLinkedQueue<>();
  private final AtomicReference<CompletableFuture<Void>> waiter = new AtomicReference<>();

  @Override
  public void add(
      Subscription subscription,
      DirectBuffer buffer,
      int position,
      int length,
      long fromOffset,
      long untilOffset) {
    batches.add(new FetchedBatch(subscription, buffer, position, length, fromOffset, untilOffset));
    signal();
  }

  /** Lets a waiting consumer look again. Any thread. */
  @Override
  public void signal() {
    final CompletableFuture<Void> waiting = waiter.getAndSet(null);
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  FetchedBatch poll() {
    return batches.poll();
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** Returns what completes at the next signal; look once more before waiting for it. */
  CompletableFuture<Void> nextSignal() {
    final CompletableFuture<Void> next = new CompletableFuture<>();
    waiter.set(next);
    return next;
  }
}
