package io.rafthold.partition;

/**
 * What a partition remembers of one producer: its epoch, its next sequence, and the places of its
 * latest batches, so that a retry is answered with the first append's offset.
 */
final class ProducerState {
  /**
   * Batches whose places are remembered; a producer must not have more in flight in a partition.
   */
  static final int WINDOW = 64;

  private static final int MASK = WINDOW - 1;

  private final long[] firstSequences = new long[WINDOW];
  private final long[] indices = new long[WINDOW];
  private final long[] baseOffsets = new long[WINDOW];
  private final long[] timestampsNs = new long[WINDOW];
  private final int[] bodyCrcs = new int[WINDOW];
  private long batches;
  private long nextSequence;
  private short epoch;

  ProducerState(short epoch) {
    this.epoch = epoch;
  }

  ProducerState copy() {
    final ProducerState copy = new ProducerState(epoch);
    System.arraycopy(firstSequences, 0, copy.firstSequences, 0, WINDOW);
    System.arraycopy(indices, 0, copy.indices, 0, WINDOW);
    System.arraycopy(baseOffsets, 0, copy.baseOffsets, 0, WINDOW);
    System.arraycopy(timestampsNs, 0, copy.timestampsNs, 0, WINDOW);
    System.arraycopy(bodyCrcs, 0, copy.bodyCrcs, 0, WINDOW);
    copy.batches = batches;
    copy.nextSequence = nextSequence;
    return copy;
  }

  ProducerVerdict check(short batchEpoch, long firstSequence, int bodyCrc) {
    if (batchEpoch < epoch) {
      return ProducerVerdict.FENCED;
    }
    if (batchEpoch > epoch) {
      return firstSequence == 0 ? ProducerVerdict.APPEND : ProducerVerdict.OUT_OF_ORDER;
    }
    if (firstSequence == nextSequence) {
      return ProducerVerdict.APPEND;
    }
    if (firstSequence > nextSequence) {
      return ProducerVerdict.OUT_OF_ORDER;
    }
    final int slot = slotOf(firstSequence);
    if (slot >= 0) {
      return bodyCrcs[slot] == bodyCrc
          ? ProducerVerdict.DUPLICATE
          : ProducerVerdict.SEQUENCE_CONFLICT;
    }
    return firstSequence < oldestSequence()
        ? ProducerVerdict.DUPLICATE_TOO_OLD
        : ProducerVerdict.SEQUENCE_CONFLICT;
  }

  void append(
      short batchEpoch,
      long firstSequence,
      int recordCount,
      int bodyCrc,
      long index,
      long baseOffset,
      long timestampNs) {
    if (batchEpoch != epoch) {
      epoch = batchEpoch;
      batches = 0;
    }
    final int slot = (int) batches & MASK;
    firstSequences[slot] = firstSequence;
    bodyCrcs[slot] = bodyCrc;
    indices[slot] = index;
    baseOffsets[slot] = baseOffset;
    timestampsNs[slot] = timestampNs;
    batches++;
    nextSequence = firstSequence + recordCount;
  }

  /** Returns the slot of the remembered batch that starts with a sequence, or -1. */
  int slotOf(long firstSequence) {
    for (long i = batches - 1, oldest = Math.max(0, batches - WINDOW); i >= oldest; i--) {
      if (firstSequences[(int) i & MASK] == firstSequence) {
        return (int) i & MASK;
      }
    }
    return -1;
  }

  long indexAt(int slot) {
    return indices[slot];
  }

  long baseOffsetAt(int slot) {
    return baseOffsets[slot];
  }

  long timestampNsAt(int slot) {
    return timestampsNs[slot];
  }

  private long oldestSequence() {
    return batches == 0 ? 0 : firstSequences[(int) Math.max(0, batches - WINDOW) & MASK];
  }
}
