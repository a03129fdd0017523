package io.rafthold.bench;

import io.rafthold.bench.rig.Measure;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code bench e2e}: how long a message takes to a tailing consumer. */
@Command(
    name = "e2e",
    description = {
      "From when a message was due to its delivery to a tailing consumer, at a fixed rate."
    },
    mixinStandardHelpOptions = true)
final class EndToEndBench extends MeasureBench {
  EndToEndBench() {
    super(List.of("rafthold"), Measure.END_TO_END);
  }
}
