package io.rafthold.raft;

/**
 * How a leader feeds one follower. A third state, for a follower that needs entries the leader's
 * log no longer has, joins these with installing.
 */
enum ProgressState {
  /** Where the logs part is not known: one message, then wait for its answer or the timeout. */
  PROBE,
  /** The logs are known to meet: send ahead of the answers, up to the window. */
  REPLICATE
}
