package io.rafthold.crooked.metadata;

import io.aeron.Aeron;
import io.rafthold.crooked.partition.PartitionRuns;

/** Knows the network and the console, and leans on the room below. */
class MetadataKnowsAeron {
  Aeron aeron;
  PartitionRuns partition;

  Object console() {
    return System.in;
  }
}
