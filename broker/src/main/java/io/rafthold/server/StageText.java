package io.rafthold.server;

import io.rafthold.partition.CommitStage;
import io.rafthold.protocol.LatencySnapshot;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Stage histograms as text: for Prometheus as summaries in seconds, and whole, a line for each
 * stage, for who takes the difference of two.
 */
public final class StageText {
  private static final double[] QUANTILES = {0.5, 0.9, 0.99, 0.999, 1};
  private static final double NS_PER_S = 1e9;

  private StageText() {}

  /** Writes summaries of all that was counted. */
  static String summaries(Map<CommitStage, LatencySnapshot> stages) {
    final String name = "rafthold_stage_seconds";
    final StringBuilder text = new StringBuilder();
    text.append("# HELP ").append(name);
    text.append(" From append to stage on leaders, sampled; for appended from its turn on.\n");
    text.append("# TYPE ").append(name).append(" summary\n");
    stages.forEach(
        (stage, counted) -> {
          final String label = "stage=\"" + stage.label() + '"';
          for (final double quantile : QUANTILES) {
            text.append(
                String.format(
                    Locale.ROOT,
                    "%s{%s,quantile=\"%s\"} %.9f%n",
                    name,
                    label,
                    quantile,
                    counted.atPercentile(quantile * 100) / NS_PER_S));
          }
          text.append(
              String.format(
                  Locale.ROOT, "%s_sum{%s} %.9f%n", name, label, counted.sumNs() / NS_PER_S));
          text.append(name).append("_count{").append(label).append("} ");
          text.append(counted.count()).append('\n');
        });
    return text.toString();
  }

  /** Writes all counts. */
  static String whole(Map<CommitStage, LatencySnapshot> stages) {
    final StringBuilder text = new StringBuilder();
    stages.forEach(
        (stage, counted) ->
            text.append(stage.label()).append(' ').append(counted.encode()).append('\n'));
    return text.toString();
  }

  /**
   * Reads what a broker answers at {@code /latency}; stages that are not known here are left out.
   *
   * @param text of the answer
   * @return the counts by stages
   * @throws IllegalArgumentException where it is something else
   */
  public static Map<CommitStage, LatencySnapshot> parse(String text) {
    final Map<CommitStage, LatencySnapshot> stages = new EnumMap<>(CommitStage.class);
    for (final String line : text.lines().toList()) {
      final String[] parts = line.split(" ", 2);
      for (final CommitStage stage : CommitStage.values()) {
        if (stage.label().equals(parts[0])) {
          stages.put(stage, LatencySnapshot.parse(parts.length < 2 ? "" : parts[1]));
        }
      }
    }
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("no stage in it");
    }
    return stages;
  }
}
