package io.rafthold.crooked.session;

import io.rafthold.crooked.cli.Cli;

/** Leans on the top. */
class SessionLeansOnCli {
  Cli cli;
}
