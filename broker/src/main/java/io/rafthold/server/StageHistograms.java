package io.rafthold.server;

import io.rafthold.partition.CommitStage;
import io.rafthold.partition.StageMeter;
import io.rafthold.protocol.LatencyHistogram;
import io.rafthold.protocol.LatencySnapshot;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long batches took from stage to stage on this broker, all partitions that it leads together.
 * Recorded by the duty cycle, told on any thread.
 */
final class StageHistograms implements StageMeter {
  private final LatencyHistogram[] histograms = new LatencyHistogram[CommitStage.values().length];

  StageHistograms() {
    for (int i = 0; i < histograms.length; i++) {
      histograms[i] = new LatencyHistogram();
    }
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void record(CommitStage stage, long durationNs) {
    histograms[stage.place()].record(durationNs);
  }

  /** Returns all that was counted since the start. */
  Map<CommitStage, LatencySnapshot> snapshot() {
    final Map<CommitStage, LatencySnapshot> all = new EnumMap<>(CommitStage.class);
    for (final CommitStage stage : CommitStage.values()) {
      all.put(stage, histograms[stage.place()].snapshot());
    }
    return all;
  }
}
