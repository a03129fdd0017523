package io.rafthold.bench;

import io.rafthold.bench.rig.Measure;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code bench commit}: how long a commit takes. */
@Command(
    name = "commit",
    description = {
      "Commit latency with one message under way, and at a fixed rate, whatever comes back."
    },
    mixinStandardHelpOptions = true)
final class CommitBench extends MeasureBench {
  CommitBench() {
    super(List.of("rafthold", "echo"), Measure.CLOSED_LOOP, Measure.OPEN_LOOP);
  }
}
