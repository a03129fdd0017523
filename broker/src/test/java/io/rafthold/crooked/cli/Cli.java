package io.rafthold.crooked.cli;

/** Everybody else's way to the top, and itself on the way out of the house. */
public class Cli {
  io.rafthold.crooked.bench.Bench bench;
}
