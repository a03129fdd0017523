package io.rafthold.partition;

/**
 * Housekeeping in one replica's files: what it does there excludes their being closed, and what
 * ends it ends the replica.
 *
 * <p>{@link #work} runs on the housekeeping thread, {@link #takeResults} and {@link #isWanted} on
 * the partition agent's. A task opens what it reads by itself (docs/architecture.md, Threads); what
 * it finds goes to the agent through volatile fields.
 */
abstract class ReplicaTask implements HousekeepingTask, AutoCloseable {
  private static final long LOOK_IN_NS = 50_000_000L;

  private volatile RuntimeException damage;

  /** Guarded by {@code this}, which a step holds from its beginning to its end. */
  private boolean isClosed;

  /**
   * Does one bounded step, on the housekeeping thread.
   *
   * @return as {@link HousekeepingTask#step}
   */
  abstract long work(long nowNs);

  /**
   * Tells whether there is something to do that was not asked for yet, or not done since. Called in
   * each of the replica's cycles: cheap. While it is true, cycles follow by {@link #lookInNs}.
   */
  abstract boolean isWanted(long nowNs);

  /**
   * Returns after how long what is under way is looked at again where nothing else calls for it.
   */
  long lookInNs() {
    return LOOK_IN_NS;
  }

  /**
   * Acts on what steps have found; in each of the replica's cycles.
   *
   * @return work count
   */
  int takeResults() {
    return 0;
  }

  @Override
  public final synchronized long step(long nowNs) {
    return isClosed ? 0 : work(nowNs);
  }

  @Override
  public final void damaged(RuntimeException cause) {
    damage = cause;
  }

  /** Returns what ended the last step for good, null where nothing did. */
  final RuntimeException damage() {
    return damage;
  }

  /** Waits for a step that is under way, has none begin again, and lets go of files; any thread. */
  @Override
  public final synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      closeFiles();
    }
  }

  /** Closes what the task itself has opened. */
  void closeFiles() {
    // Most have nothing open between two steps.
  }
}
