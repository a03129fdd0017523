package io.rafthold.crooked.client;

import io.rafthold.crooked.cli.Cli;

/** Leans on the top. */
class ClientLeansOnCli {
  Cli cli;
}
