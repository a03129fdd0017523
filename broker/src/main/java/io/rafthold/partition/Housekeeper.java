package io.rafthold.partition;

/**
 * The way to work on files that nobody waits for: another thread, one for the whole broker, makes
 * segments ahead of their use, deletes what was dropped, writes snapshots and re-reads what is old.
 * Calls return at once, on any thread; what the work finds is published by the tasks.
 */
public interface Housekeeper {
  /** Does nothing, for where there are no files to keep. */
  Housekeeper NONE =
      new Housekeeper() {
        @Override
        public void request(HousekeepingTask task) {
          // Nothing is kept.
        }

        @Override
        public void forget(HousekeepingTask task) {
          // Nothing was asked for.
        }
      };

  /**
   * Asks for steps of a task, until one says that it is done for now. A task that waits already is
   * not queued again; one that is asked for during a step is stepped again. Once a task is known,
   * asking allocates nothing. Tasks are told apart by identity.
   */
  void request(HousekeepingTask task);

  /**
   * Forgets a task that nobody asks for any more: no step of it begins after this call, but one may
   * still be under way. So whoever closes what the task uses excludes its step ({@link
   * ReplicaTask#close}).
   */
  void forget(HousekeepingTask task);
}
