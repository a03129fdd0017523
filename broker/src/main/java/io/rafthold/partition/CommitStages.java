package io.rafthold.partition;

import java.util.Arrays;

/**
 * Follows samples of the batches that one leader appends through their stages: of a duty cycle the
 * first one, which waits longest for the others, and one in 100 microseconds at most.
 *
 * <p>Where more samples wait for their acknowledgement than there is room, as in a stall of more
 * than 50 ms, no further ones are taken until the oldest has it: those that are under way tell of
 * the stall. Whoever is slower than so many samples with its flush, or has no consumer, has fewer
 * of those counted.
 */
final class CommitStages {
  static final int CAPACITY = 512;
  static final long SPACING_NS = 100_000;

  private static final int MASK = CAPACITY - 1;
  private static final int APPENDED = CommitStage.APPENDED.place();

  private final StageMeter meter;

  /** How many samples have each stage behind them; of all that were appended since the clearing. */
  private final long[] passed = new long[CommitStage.values().length];

  /** Made with the first sample: most replicas lead nothing. */
  private long[] indices;

  private long[] appendedNs;
  private long nextDueNs;
  private long beganNs;

  CommitStages(StageMeter meter) {
    this.meter = meter;
  }

  /**
   * Tells whether the batch that is about to be appended is a sample, and starts its clock.
   *
   * @param nowNs any clock of the duty cycle
   */
  boolean begin(long nowNs) {
    final long untilDueNs = nextDueNs - nowNs;
    // More than that: the clock was set back.
    final boolean isEarly = untilDueNs > 0 && untilDueNs <= SPACING_NS;
    if (!meter.isOn() || isEarly || isFull()) {
      return false;
    }
    nextDueNs = nowNs + SPACING_NS;
    beganNs = meter.nanoTime();
    return true;
  }

  private boolean isFull() {
    return passed[APPENDED] - passed[CommitStage.ACKNOWLEDGED.place()] >= CAPACITY;
  }

  /** The sample is in the log. */
  void appended(long index) {
    if (indices == null) {
      indices = new long[CAPACITY];
      appendedNs = new long[CAPACITY];
    }
    final long nowNs = meter.nanoTime();
    meter.record(CommitStage.APPENDED, nowNs - beganNs);
    final int slot = (int) passed[APPENDED] & MASK;
    indices[slot] = index;
    appendedNs[slot] = nowNs;
    passed[APPENDED]++;
  }

  /** Tells whether there is a sample that has not come so far yet. */
  boolean isAwaiting(CommitStage stage) {
    return passed[stage.place()] < passed[APPENDED];
  }

  /** All samples up to an index have a stage behind them. */
  void reached(CommitStage stage, long index) {
    count(stage, Math.max(passed[stage.place()], passed[APPENDED] - CAPACITY), index);
  }

  /** Entries were given to a consumer; who begins behind a sample is not late with it. */
  void delivered(long firstIndex, long lastIndex) {
    final long end = passed[APPENDED];
    long next = Math.max(passed[CommitStage.DELIVERED.place()], end - CAPACITY);
    while (next < end && indices[(int) next & MASK] < firstIndex) {
      next++;
    }
    count(CommitStage.DELIVERED, next, lastIndex);
  }

  private void count(CommitStage stage, long from, long index) {
    final int number = stage.place();
    final long end = passed[APPENDED];
    long next = from;
    if (next == end || indices[(int) next & MASK] > index) {
      return;
    }
    final long nowNs = meter.nanoTime();
    while (next < end && indices[(int) next & MASK] <= index) {
      meter.record(stage, nowNs - appendedNs[(int) next & MASK]);
      next++;
    }
    passed[number] = next;
  }

  /** Forgets all samples: this replica leads no more, or not yet. */
  void clear() {
    Arrays.fill(passed, passed[APPENDED]);
  }
}
