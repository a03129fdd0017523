package io.rafthold.partition;

/**
 * Work on files in small steps. All tasks of a broker share one thread, so that no two steps
 * overlap; it is never the partition agent's nor the flush thread.
 */
public interface HousekeepingTask {
  /**
   * Does one bounded step: a few milliseconds, and 4 MiB of input or output, at most.
   *
   * @param nowNs monotonic time
   * @return bytes that it read or wrote, by which the next step is paced; 0: done for now, and
   *     asked again after the next request only
   * @throws java.io.UncheckedIOException where the disk refuses: it is logged, at a bounded rate,
   *     and the step is tried again after a second
   */
  long step(long nowNs);

  /**
   * Tells whether somebody will have to wait for it soon. Looked at before each step.
   *
   * @return true for before all others, and not paced
   */
  default boolean isUrgent() {
    return false;
  }

  /**
   * Tells when the next step is wanted, for tasks with a pace of their own. Looked at after each
   * step; a task that waits so is not stepped before, but it still counts as asked for.
   *
   * @param nowNs monotonic time
   * @return monotonic time; now or earlier for as soon as possible
   */
  default long nextStepNs(long nowNs) {
    return nowNs;
  }

  /**
   * Hears that a step ended by something that trying again does not mend: damage, or a broken rule.
   * No step follows before the next request. Called on the housekeeping thread.
   *
   * @param cause often a {@link io.rafthold.log.LogDamageException}
   */
  void damaged(RuntimeException cause);
}
