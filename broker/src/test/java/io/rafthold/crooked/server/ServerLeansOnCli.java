package io.rafthold.crooked.server;

import io.rafthold.crooked.cli.Cli;

/** Leans on the top. */
class ServerLeansOnCli {
  Cli cli;
}
