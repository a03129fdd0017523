package io.rafthold.crooked.log.chronicle;

import io.rafthold.crooked.cli.Cli;

/** Leans on the top. */
class LogChronicleLeansOnCli {
  Cli cli;
}
