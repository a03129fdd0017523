package io.rafthold.log;

import io.rafthold.log.chronicle.ChronicleSegmentStore;
import java.nio.file.Path;

/** Opens logs over real files in a test's directory. */
final class LogDirectory {
  static final int GROUP_ID = 7;
  static final LogSettings SMALL =
      new LogSettings(LogSettings.MIN_SEGMENT_BYTES, Batches.MAX_LENGTH);

  private LogDirectory() {}

  static SegmentedLog open(Path directory) {
    return open(directory, SMALL);
  }

  static SegmentedLog open(Path directory, LogSettings settings) {
    return SegmentedLog.open(store(directory, settings), settings, 0);
  }

  static ChronicleSegmentStore store(Path directory, LogSettings settings) {
    return new ChronicleSegmentStore(
        directory, GROUP_ID, settings.segmentBytes(), settings.maxBatchBytes());
  }
}
