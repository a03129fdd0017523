package io.rafthold.crooked.protocol;

import io.rafthold.crooked.cli.Cli;

/** Leans on the top. */
class ProtocolLeansOnCli {
  Cli cli;
}
