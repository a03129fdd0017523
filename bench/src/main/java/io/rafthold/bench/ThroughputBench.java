package io.rafthold.bench;

import io.rafthold.bench.rig.Measure;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code bench throughput}: how many messages are acknowledged in a second. */
@Command(
    name = "throughput",
    description = {
      "Acknowledged messages a second with a window of them under way, and what each costs."
    },
    mixinStandardHelpOptions = true)
final class ThroughputBench extends MeasureBench {
  ThroughputBench() {
    super(List.of("rafthold", "echo"), Measure.THROUGHPUT);
  }
}
