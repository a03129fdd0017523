package io.rafthold.crooked.partition;

import io.rafthold.crooked.cli.Cli;
import io.rafthold.crooked.log.LogKnowsChronicle;

/** Has a thread and a clock of its own, and closes a cycle. */
public class PartitionRuns {
  Thread thread;
  Cli cli;
  LogKnowsChronicle log;

  long now() {
    return System.nanoTime();
  }
}
