package io.rafthold.crooked.session;

import io.rafthold.crooked.cli.Cli;

/** Leans on the top. */
public class SessionLeansOnCli {
  Cli cli;
}
