package io.rafthold.crooked.log;

import io.rafthold.crooked.partition.PartitionRuns;
import net.openhft.chronicle.queue.ChronicleQueue;

/** Knows the library outside its own package, and leans upwards. */
public class LogKnowsChronicle {
  ChronicleQueue queue;
  PartitionRuns partition;
}
