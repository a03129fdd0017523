package io.rafthold.crooked.metadata;

import io.aeron.Aeron;
import io.rafthold.crooked.session.SessionLeansOnCli;

/** Knows the network and the console, and leans on the room above. */
class MetadataKnowsAeron {
  Aeron aeron;
  SessionLeansOnCli session;

  Object console() {
    return System.in;
  }
}
