package io.rafthold.log.chronicle;

import io.rafthold.protocol.storage.DataLayout;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.rollcycles.RollCycleArithmetic;

/**
 * The roll cycle of a segment, together with a clock that stands still: the queue never rolls, so
 * it is one file. The index arrays are as small as Chronicle lets them be and never fill up within
 * a segment, since nobody looks up excerpts by them.
 */
final class SingleCycle implements RollCycle {
  static final SingleCycle INSTANCE = new SingleCycle();

  /** Always the same time, in the middle of cycle 1. */
  static final TimeProvider STANDING_CLOCK =
      () -> SingleCycle.LENGTH_MS + SingleCycle.LENGTH_MS / 2;

  /** Name of the queue's only file. */
  static final String FILE_NAME = DataLayout.ENTRIES_NAME;

  private static final String FORMAT = "yyyyMMdd'R'";
  private static final int LENGTH_MS = 86_400_000;
  private static final int INDEX_COUNT = 8;
  private static final int INDEX_SPACING = 1 << 20;

  private final RollCycleArithmetic arithmetic = RollCycleArithmetic.of(INDEX_COUNT, INDEX_SPACING);

  private SingleCycle() {}

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public int lengthInMillis() {
    return LENGTH_MS;
  }

  @Override
  public int defaultIndexCount() {
    return INDEX_COUNT;
  }

  @Override
  public int defaultIndexSpacing() {
    return INDEX_SPACING;
  }

  @Override
  public long toIndex(int cycle, long sequenceNumber) {
    return arithmetic.toIndex(cycle, sequenceNumber);
  }

  @Override
  public long toSequenceNumber(long index) {
    return arithmetic.toSequenceNumber(index);
  }

  @Override
  public int toCycle(long index) {
    return arithmetic.toCycle(index);
  }

  @Override
  public long maxMessagesPerCycle() {
    return arithmetic.maxMessagesPerCycle();
  }
}
