package io.rafthold.crooked.client.local;

import io.rafthold.crooked.cli.Cli;

/** Leans on the top. */
class LocalClientLeansOnCli {
  Cli cli;
}
