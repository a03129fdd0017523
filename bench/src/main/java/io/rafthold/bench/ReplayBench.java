package io.rafthold.bench;

import io.rafthold.bench.rig.Measure;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code bench replay}: how fast a log is read from its beginning. */
@Command(
    name = "replay",
    description = {
      "Messages a second that a new consumer reads, over the network and from the files."
    },
    mixinStandardHelpOptions = true)
final class ReplayBench extends MeasureBench {
  ReplayBench() {
    super(List.of("rafthold"), Measure.REPLAY, Measure.LOCAL_REPLAY);
  }
}
