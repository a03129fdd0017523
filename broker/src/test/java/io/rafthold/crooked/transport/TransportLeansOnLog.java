package io.rafthold.crooked.transport;

import io.rafthold.crooked.log.LogKnowsChronicle;

/** Leans on a room beside it. */
class TransportLeansOnLog {
  LogKnowsChronicle log;
}
