package io.rafthold.client;

import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;

/** Keeps finished batches and their direct buffers for reuse, up to a number. Any thread. */
final class BatchPool {
  private static final int MAX_KEPT = 128;

  private final int targetBytes;
  private final ManyToManyConcurrentArrayQueue<PendingBatch> kept =
      new ManyToManyConcurrentArrayQueue<>(MAX_KEPT);

  BatchPool(int targetBytes) {
    this.targetBytes = targetBytes;
  }

  PendingBatch take(long nowNs, long timeoutNs) {
    PendingBatch batch = kept.poll();
    if (batch == null) {
      batch = new PendingBatch(targetBytes);
    }
    batch.start(nowNs, timeoutNs);
    return batch;
  }

  /** Takes a batch back. One that a large record has blown up is left to the collector. */
  void give(PendingBatch batch) {
    if (batch.capacity() <= 2 * targetBytes) {
      kept.offer(batch);
    }
  }
}
