package io.rafthold.crooked.client.transport;

import io.rafthold.crooked.cli.Cli;

/** Leans on the top. */
class ClientTransportLeansOnCli {
  Cli cli;
}
