package io.rafthold.client;

import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;

/** Keeps finished batches and their direct buffers for reuse, up to a number. Any thread. */
final class BatchPool {
  private static final int MAX_KEPT = 128;

  private final int targetBytes;
  private final BatchOutcome outcome;
  private final ManyToManyConcurrentArrayQueue<PendingBatch> kept =
      new ManyToManyConcurrentArrayQueue<>(MAX_KEPT);

  /**
   * @param outcome hears what becomes of batches; null where their records have futures
   */
  BatchPool(int targetBytes, BatchOutcome outcome) {
    this.targetBytes = targetBytes;
    this.outcome = outcome;
  }

  PendingBatch take(long nowNs, long timeoutNs) {
    PendingBatch batch = kept.poll();
    if (batch == null) {
      batch = new PendingBatch(targetBytes, outcome);
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
