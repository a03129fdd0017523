package io.rafthold.client;

import org.agrona.concurrent.NanoClock;

/** Counts what batches wait for. Recorded by the client's thread, read by any. */
final class ClientStages {
  private final NanoClock clock;
  private final LatencyHistogram queued = new LatencyHistogram();
  private final LatencyHistogram answered = new LatencyHistogram();

  ClientStages(NanoClock clock) {
    this.clock = clock;
  }

  /** A batch was offered, for the first time or once more. */
  void sent(PendingBatch batch) {
    final long nowNs = clock.nanoTime();
    if (batch.attempts() == 1) {
      queued.record(nowNs - batch.createdNs());
    }
    batch.sentNs(nowNs);
  }

  /** A batch was acknowledged. */
  void answered(PendingBatch batch) {
    answered.record(clock.nanoTime() - batch.sentNs());
  }

  LatencySnapshot snapshot(ClientStage stage) {
    return (stage == ClientStage.QUEUED ? queued : answered).snapshot();
  }
}
