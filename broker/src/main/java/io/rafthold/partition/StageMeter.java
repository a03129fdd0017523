package io.rafthold.partition;

/** Counts how long batches take from stage to stage. On the partition agent's thread. */
public interface StageMeter {
  /** Measures nothing. */
  StageMeter NONE =
      new StageMeter() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public long nanoTime() {
          return 0;
        }

        @Override
        public void record(CommitStage stage, long durationNs) {}
      };

  /** Tells whether anything is measured; always the same. */
  boolean isOn();

  /** Returns the time now, finer than the duty cycle's. */
  long nanoTime();

  /**
   * Counts a duration.
   *
   * @param durationNs nanoseconds
   */
  void record(CommitStage stage, long durationNs);
}
