package io.rafthold.raft;

/** How a leader feeds one follower. */
enum ProgressState {
  /** Where the logs part is not known: one message, then wait for its answer or the timeout. */
  PROBE,
  /** The logs are known to meet: send ahead of the answers, up to the window. */
  REPLICATE,
  /** The leader's log no longer has what the follower needs: it begins anew behind that. */
  INSTALL
}
