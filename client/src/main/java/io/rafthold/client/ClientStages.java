package io.rafthold.client;

import io.rafthold.protocol.LatencyHistogram;
import io.rafthold.protocol.LatencySnapshot;
import org.agrona.concurrent.NanoClock;

/** Counts what batches wait for. Recorded by the client's thread, read by any. */
final class ClientStages {
  private final NanoClock clock;
  private final LatencyHistogram queued = new LatencyHistogram();
  private final LatencyHistogram acknowledged = new LatencyHistogram();

  ClientStages(NanoClock clock) {
    this.clock = clock;
  }

  /** A batch was offered, for the first time or once more. */
  void sent(PendingBatch batch) {
    if (batch.isFirstSent()) {
      final long nowNs = clock.nanoTime();
      queued.record(nowNs - batch.createdNs());
      batch.sentNs(nowNs);
    }
  }

  /** A batch was acknowledged. */
  void acknowledged(PendingBatch batch) {
    acknowledged.record(clock.nanoTime() - batch.sentNs());
  }

  LatencySnapshot snapshot(ClientStage stage) {
    return (stage == ClientStage.QUEUED ? queued : acknowledged).snapshot();
  }
}
